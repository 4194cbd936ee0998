// The server's access tokens are valid for two seconds, and its refresh tokens rotate. Prints what the tests expect.
import { setTimeout as pause } from 'node:timers/promises';
import axios, { AxiosError } from 'axios';
import { createApi } from './api.js';

const { POSTERN_URL: posternUrl, EMAIL: email, PASSWORD: password } = process.env;
const REFRESH = '/auth/token/refresh/';
const http = axios.getAdapter('http');
let refreshes = 0;
let endedSessions = 0;
let isNextRefreshLost = false;

// The real one, but that it counts refreshes, loses the response of one, and delays a response where it is told to.
axios.defaults.adapter = async (config) => {
  const answer = await http(config).catch(async (error) => {
    if (config.delayMs) await pause(config.delayMs);
    throw error;
  });
  if (config.url !== REFRESH) return answer;
  refreshes += 1;
  if (!isNextRefreshLost) return answer;
  isNextRefreshLost = false;
  throw new AxiosError('The response got lost.', 'ERR_NETWORK', config);
};

const { data: tokens } = await axios.post(`${posternUrl}/auth/token/`, { email, password });
const first = { ...tokens };
const onSessionEnd = () => {
  endedSessions += 1;
};
const api = createApi({ baseURL: posternUrl, posternUrl, tokens, onSessionEnd });
const me = async (config) => (await api.get('/auth/me/', config)).data.email;

await pause(2_200);
const users = await Promise.all(Array.from({ length: 5 }, () => me()));
const parallel = { users: new Set(users).size, isOwner: users[0] === email, refreshes };

await pause(2_200);
await Promise.all([me({ delayMs: 300 }), me()]);
const withLateResponse = { refreshes: refreshes - parallel.refreshes };

await pause(2_200);
isNextRefreshLost = true;
const lost = await me().catch(({ code }) => code);
const afterLoss = { isOwner: (await me()) === email, endedSessions };

// No refresh follows a 401 that says nothing about the token.
const before = refreshes;
const wrongPair = await api.post('/auth/token/', { email, password: 'wrong' }).catch(({ response }) => response.status);
const noRefresh = refreshes === before;

await axios.post(`${posternUrl}/auth/token/blacklist/`, { refresh: tokens.refresh });
const ended = await me().catch(({ response }) => response.data.code);

const isRotated = first.refresh !== tokens.refresh;
console.log(
  JSON.stringify({
    parallel,
    withLateResponse,
    lost,
    afterLoss,
    wrongPair,
    noRefresh,
    ended,
    endedSessions,
    isRotated,
  }),
);
