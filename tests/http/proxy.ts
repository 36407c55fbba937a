/** The way to a target: straight, or through an HTTP proxy. */
import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';

export interface HttpProxy {
  /** Without credentials. */
  readonly url: URL;
  /** The value of Proxy-Authorization, where the proxy's URL carries credentials. */
  readonly authorization: string | undefined;
}

/** A proxy from its URL, which may carry credentials. */
export function proxyAt(address: URL): HttpProxy {
  const url = new URL(address);
  const [user = '', password = ''] = [url.username, url.password].map(decoded);
  url.username = '';
  url.password = '';
  if (user === '' && password === '') return { url, authorization: undefined };
  return { url, authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
}

/** What is not encoded stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `http://proxy.example:3128` */
export const proxyName = ({ url }: HttpProxy) => url.origin;

/** How a request is sent: the client, and what it is told beside the target's URL. */
export interface Route {
  readonly client: typeof http | typeof https;
  readonly options: https.RequestOptions;
}

export interface Routes {
  /** `fresh`: over a connection of its own. */
  readonly to: (url: URL, fresh: boolean) => Promise<Route>;
  readonly close: () => void;
}

const clientFor = ({ protocol }: URL) => (protocol === 'https:' ? https : http);

export function straight(): Routes {
  const agents = { http: new http.Agent({ keepAlive: true }), https: new https.Agent({ keepAlive: true }) };
  return {
    to: async (url, fresh) => {
      const client = clientFor(url);
      return { client, options: { agent: fresh ? false : client === https ? agents.https : agents.http } };
    },
    close: () => {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

/** A tunnel to what speaks TLS (RFC 9110, 9.3.6); for plain http, the URL in absolute form (RFC 9112, 3.2.2). */
export function through({ url: proxy, authorization }: HttpProxy): Routes {
  const headers = authorization === undefined ? {} : { 'Proxy-Authorization': authorization };
  const client = clientFor(proxy);
  const plain = new client.Agent({ keepAlive: true });
  const closing = new AbortController();
  const openTunnels = async (keepAlive: boolean) => {
    // Few runs need it.
    const { HttpsProxyAgent } = await import('https-proxy-agent');
    return new HttpsProxyAgent(proxy, { keepAlive, headers, signal: closing.signal });
  };
  let tunnels: ReturnType<typeof openTunnels> | undefined;
  return {
    to: async (url, fresh) => {
      if (url.protocol === 'https:') {
        tunnels ??= openTunnels(true);
        return { client: https, options: { agent: await (fresh ? openTunnels(false) : tunnels) } };
      }
      const address = {
        protocol: proxy.protocol,
        hostname: proxy.hostname.replace(/^\[|\]$/g, ''),
        port: proxy.port || (client === https ? 443 : 80),
        ...(isIP(proxy.hostname) === 0 && { servername: proxy.hostname }),
      };
      return {
        client,
        options: {
          ...address,
          path: url.href,
          headers: { Host: url.host, ...headers },
          agent: fresh ? false : plain,
        },
      };
    },
    close: () => {
      plain.destroy();
      tunnels?.then((agent) => agent.destroy());
      // A proxy that has not answered yet holds a connection that belongs to no agent.
      closing.abort();
    },
  };
}
