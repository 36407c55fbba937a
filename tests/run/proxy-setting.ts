/** The proxy that the environment names for a target: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY. */
import { getProxyForUrl } from 'proxy-from-env';
import { type HttpProxy, proxyAt } from '../http/proxy.ts';
import { SettingsError } from './settings-error.ts';
import { isLoopback } from './target-settings.ts';

/** Undefined: the target is asked straight, as this machine always is. Throws SettingsError. */
export function proxyFor(baseUrl: string): HttpProxy | undefined {
  const target = new URL(baseUrl);
  const given = isLoopback(target.hostname) ? '' : getProxyForUrl(baseUrl);
  if (given === '') return undefined;
  const scheme = target.protocol.replace(':', '').toUpperCase();
  const wrong = (what: string) =>
    new SettingsError(
      `The proxy that ${scheme}_PROXY or ALL_PROXY names ${what}; set it to a URL such as http://proxy.example:3128.`,
    );
  // The library puts the target's own scheme before an address that has none: that would speak TLS to the proxy.
  if (!Object.values(process.env).includes(given)) throw wrong('lacks its scheme');
  if (!URL.canParse(given)) throw wrong('is no URL');
  const url = new URL(given);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw wrong(`has the scheme ${url.protocol}`);
  return proxyAt(url);
}
