import { dirname, resolve } from 'node:path';
import type { ConfigNode } from './config-node.ts';
import type { ScrapeAuth, ScrapeTls, Secret } from './job.ts';

/** A path in a configuration is relative to the file it stands in. */
export function pathOf(node: ConfigNode): string {
  return resolve(dirname(node.file), node.text());
}

export function readBasicAuth(node: ConfigNode): ScrapeAuth {
  let username: Secret = { text: '' };
  let password: Secret = { text: '' };
  for (const [key, value] of node.entries()) {
    if (key === 'username') username = { text: value.text() };
    else if (key === 'username_file') username = { file: pathOf(value) };
    else if (key === 'password') password = { text: value.text() };
    else if (key === 'password_file') password = { file: pathOf(value) };
    else throw value.error('is not known here; allowed: username, password, and both with _file');
  }
  return { kind: 'basic', username, password };
}

export function readAuthorization(node: ConfigNode): ScrapeAuth {
  let type = 'Bearer';
  let credentials: Secret | undefined;
  for (const [key, value] of node.entries()) {
    if (key === 'type') type = value.text();
    else if (key === 'credentials') credentials = { text: value.text() };
    else if (key === 'credentials_file') credentials = { file: pathOf(value) };
    else throw value.error('is not known here; allowed: type, credentials, credentials_file');
  }
  if (credentials === undefined) throw node.error('needs credentials or credentials_file');
  return { kind: 'token', type, credentials };
}

export function readTls(node: ConfigNode): ScrapeTls {
  const tls: { -readonly [K in keyof ScrapeTls]: ScrapeTls[K] } = {
    caFile: undefined,
    certFile: undefined,
    keyFile: undefined,
    serverName: undefined,
    insecureSkipVerify: false,
  };
  for (const [key, value] of node.entries()) {
    if (key === 'ca_file') tls.caFile = pathOf(value);
    else if (key === 'cert_file') tls.certFile = pathOf(value);
    else if (key === 'key_file') tls.keyFile = pathOf(value);
    else if (key === 'server_name') tls.serverName = value.text();
    else if (key === 'insecure_skip_verify') tls.insecureSkipVerify = value.bool();
    else {
      const allowed = 'ca_file, cert_file, key_file, server_name, insecure_skip_verify';
      throw value.error(`is not supported here; allowed: ${allowed}`);
    }
  }
  return tls;
}
