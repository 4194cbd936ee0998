import type { RequestContext } from '../../context';
import type { RotationClient } from '../../data/sessions';
import { clientSubnet, isAddress } from '../../rate-limits/client-subnet';

type Client = Pick<RequestContext, 'vault' | 'clientAddress' | 'userAgent'>;

/** The client that swaps a refresh token: enough to recognise it later, not to read where it was. */
export function rotationClientOf(sessionId: string, client: Client): RotationClient {
  const { block, userAgent } = signsOf(sessionId, client);
  return {
    rotationSubnetMac: block === null ? null : client.vault.mac('swap-client', block),
    rotationUserAgentMac: userAgent === null ? null : client.vault.mac('swap-client', userAgent),
  };
}

/**
 * Whether a client has the address block or the User-Agent that made the session's last swap. What either lacks is no
 * sign: two clients without a User-Agent are not the same for that, and a rotation of which nothing is stored matches none.
 */
export function isRotationClient(session: RotationClient & { id: string }, client: Client): boolean {
  const { block, userAgent } = signsOf(session.id, client);
  const isSame = (sign: string | null, mac: RotationClient['rotationSubnetMac']) =>
    sign !== null && mac !== null && client.vault.isMac('swap-client', sign, mac);
  return isSame(block, session.rotationSubnetMac) || isSame(userAgent, session.rotationUserAgentMac);
}

/** With the session's id, so that equal clients of two sessions do not look alike in the database. */
function signsOf(
  sessionId: string,
  { clientAddress, userAgent }: Client,
): { block: string | null; userAgent: string | null } {
  return {
    block: isAddress(clientAddress) ? `${sessionId} block ${clientSubnet(clientAddress)}` : null,
    userAgent: userAgent ? `${sessionId} user-agent ${userAgent}` : null,
  };
}
