import { BlockList, isIPv6 } from 'node:net';
import type { DoctorFacts } from './collect-facts';
import { type Finding, note, ok, problem } from './finding';

/** What the addresses of sign-ins tell of the proxies before a server. Pure. */

/** As `lib/http/before-next/client-address.ts` names it. */
const UNREADABLE = 'unreadable';
/** So few may come from one place. */
const FEWEST_SIGN_INS = 10;
const FEWEST_USERS = 3;
/** With a proxy that is not trusted, only the few sign-ins that go around it come from elsewhere. */
const LARGEST_SHARE = 0.9;

const PRIVATE = toBlockList([
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '::1/128',
  'fc00::/7',
  'fe80::/10',
]);

const DOCS = 'docs/deployment.md describes reverse proxies.';

export function judgeProxies(
  { sign_ins: { total, addresses, most, days } }: Pick<DoctorFacts, 'sign_ins'>,
  { isLoopback, trustedProxies }: { isLoopback: boolean; trustedProxies: readonly string[] },
): Finding {
  const unreadable = most.find(({ address }) => address === UNREADABLE);
  if (unreadable) {
    return problem('proxies', {
      message:
        'A trusted proxy sends an X-Forwarded-For that is not a list of addresses: its clients share one rate limit.',
      found: `${unreadable.count} of ${total} sign-ins in ${days} days from an unreadable address`,
      expected: 'X-Forwarded-For with the address of the client',
      remedy: `Let the proxy send X-Forwarded-For as it should. ${DOCS}`,
    });
  }
  const [first] = most;
  const seen = `${total} sign-in${total === 1 ? '' : 's'} in ${days} days from ${addresses} address${addresses === 1 ? '' : 'es'}`;
  if (!first || total < FEWEST_SIGN_INS || first.users < FEWEST_USERS) {
    return ok('proxies', 'There were too few sign-ins to tell anything of proxies.', seen);
  }
  const { address, count, users } = first;
  if (count <= LARGEST_SHARE * total) return ok('proxies', 'Sign-ins come from different addresses.', seen);
  const complaint = {
    found: `${count === total ? 'all' : `${count} of`} ${total} sign-ins in ${days} days from ${address}, of ${users} users`,
    expected: 'different addresses',
  };
  const everySignIn = count === total ? 'Every sign-in' : 'Nearly every sign-in';
  if (contains(toBlockList(trustedProxies), address)) {
    return problem('proxies', {
      message: `${everySignIn} seems to come from your proxy, which does not say for whom it asks: its clients share one rate limit.`,
      ...complaint,
      remedy: `Let the proxy at ${address} send X-Forwarded-For. ${DOCS}`,
    });
  }
  if (isLoopback) return ok('proxies', `${everySignIn} comes from one address, as is usual on one machine.`, seen);
  const message = `${everySignIn} comes from one address: those clients share one rate limit, and can lock each other out.`;
  if (contains(PRIVATE, address)) {
    return note('proxies', {
      message,
      ...complaint,
      remedy: `If that is your reverse proxy, set TRUSTED_PROXIES=${address} and let it send X-Forwarded-For. If it is the server of your app, which signs users in for them, let it say whose request it is (docs/integration/app-server.md). ${DOCS}`,
    });
  }
  return note('proxies', {
    message,
    ...complaint,
    remedy: `If that is a proxy or a CDN, add it to TRUSTED_PROXIES; if all users share one network, there is nothing to do. ${DOCS}`,
  });
}

function toBlockList(cidrs: readonly string[]): BlockList {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [address = '', bits] = cidr.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

const contains = (list: BlockList, address: string): boolean => list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
