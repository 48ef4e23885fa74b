import { describe, expect, it } from 'vitest';
import { ConfigurationError, readConfig, VARIABLE_NAMES } from './config.ts';
import { misspeltVariables } from './misspelt.ts';

function told(environment: Record<string, string>): { refused: readonly string[]; warned: readonly string[] } {
  try {
    return { refused: [], warned: readConfig(environment).warnings };
  } catch (error) {
    if (error instanceof ConfigurationError) return { refused: error.problems, warned: [] };
    throw error;
  }
}

describe('a variable that is meant but misspelt', { tags: ['configuration-parsed'] }, () => {
  it.each([
    ['REGISTRATION_TIMEOT', 'REGISTRATION_TIMEOUT'],
    ['REGISTERATION_TIMEOUT', 'REGISTRATION_TIMEOUT'],
    ['SECRT_KEY', 'SECRET_KEY'],
    ['SECRETKEY', 'SECRET_KEY'],
    ['SECRET_KEYS', 'SECRET_KEY'],
    ['SECRET_KEY_FALLBACK', 'SECRET_KEY_FALLBACKS'],
    ['SECRET_KEY_FIEL', 'SECRET_KEY_FILE'],
    ['EMIAL_HOST', 'EMAIL_HOST'],
    ['EMAIL_PAS', 'EMAIL_PASS'],
    ['PUBLIC_URI', 'PUBLIC_URL'],
    ['public_url', 'PUBLIC_URL'],
    ['DATABASE_URI', 'DATABASE_URL'],
    ['DATABSE_URL', 'DATABASE_URL'],
    ['BRAND_COLOR', 'BRAND_COLOUR'],
    ['BCRYPT_COTS', 'BCRYPT_COST'],
    ['RATE_LIMIT', 'RATE_LIMITS'],
    ['TRUSTPROXY', 'TRUST_PROXY'],
    ['Trust_Proxy', 'TRUST_PROXY'],
  ])('as %s is refused, and the name is given', (name, meant) => {
    const { refused } = told({ [name]: 'swordfish' });
    expect(refused).toEqual([expect.stringMatching(`^${name} is not read: rename it to ${meant},`)]);
    expect(refused.join()).not.toContain('swordfish');
  });

  it.each([
    ['EMAIL_HOST_PASSWORD', 'EMAIL_PASS'],
    ['EMAIL_HOST_USER', 'EMAIL_USER'],
    ['EMAIL_PASSWORD', 'EMAIL_PASS'],
    ['DEFAULT_FROM_EMAIL', 'EMAIL_FROM'],
    ['SMTP_HOST', 'EMAIL_HOST'],
    ['DB_URL', 'DATABASE_URL'],
    ['BCRYPT_ROUNDS', 'BCRYPT_COST'],
    ['REKEY_PUBLIC_URL', 'PUBLIC_URL'],
    ['REKEY_SECRET_KEY_FILE', 'SECRET_KEY_FILE'],
    ['PASSWORT_RESET_TIMEOUTS', 'PASSWORD_RESET_TIMEOUT'],
    ['port', 'PORT'],
  ])('or called %s elsewhere is warned of, and the name is given', (name, meant) => {
    expect(told({ [name]: 'swordfish' })).toEqual({
      refused: [],
      warned: [`${name} is not read; perhaps ${meant} is meant`],
    });
  });

  it('beside the right one is warned of; what has another name elsewhere is then another program’s', () => {
    const url = 'https://login.acme.test';
    expect(told({ PUBLIC_URL: url, PUBLIC_URI: url }).warned).toEqual([expect.stringMatching(/^PUBLIC_URI /)]);
    expect(told({ PUBLIC_URL: url, BASE_URL: url, REKEY_PUBLIC_URL: url })).toEqual({ refused: [], warned: [] });
  });

  it('is told for every variable, with a letter left out, doubled or swapped with the next', () => {
    for (const ours of VARIABLE_NAMES) {
      if (ours.length < 7) continue;
      for (let at = 1; at < ours.length - 1; at += 1) {
        const spellings = [
          ours.slice(0, at) + ours.slice(at + 1),
          ours.slice(0, at) + ours.charAt(at) + ours.slice(at),
          ours.slice(0, at) + ours.charAt(at + 1) + ours.charAt(at) + ours.slice(at + 2),
        ];
        for (const name of spellings.filter(spelling => !VARIABLE_NAMES.has(spelling) && spelling !== 'LOGLEVEL')) {
          const { problems } = misspeltVariables({ [name]: 'x' }, VARIABLE_NAMES);
          expect(problems, name).toEqual([expect.stringMatching(`^${name} is not read`)]);
        }
      }
    }
  });

  it('is not seen in the variables of shells, desktops, Node, npm, CI, Docker, Kubernetes and other programs', () => {
    const foreign = `HOSTNAME HOSTTYPE PORTS MAIL MAILCHECK EMAIL LOGLEVEL LOG_FORMAT LOGNAME USER NAME PATH HOME PWD SHELL
      LANG TERM TMPDIR EDITOR NODE NODE_PATH NODE_OPTIONS NODE_VERSION NODE_EXTRA_CA_CERTS INIT_CWD COLOR DEBUG CI
      npm_config_registry npm_package_name npm_lifecycle_event GIT_AUTHOR_EMAIL GITHUB_TOKEN GITHUB_REF HTTP_PROXY
      NO_PROXY http_proxy no_proxy SSL_CERT_FILE PGHOST PGPORT PGUSER PGPASSWORD PGDATABASE POSTGRES_PASSWORD
      POSTGRES_PASSWORD_FILE POSTGRES_USER REDIS_URL AWS_SECRET_ACCESS_KEY SECRET_TOKEN METRICS_HOST PUBLIC_KEY
      KUBERNETES_SERVICE_HOST KUBERNETES_PORT KUBERNETES_PORT_443_TCP_ADDR EMAIL_SERVICE_HOST EMAIL_PORT_25_TCP_PORT
      REKEY_SERVICE_PORT REKEY_SERVICE_PORT_HTTP OTEL_SERVICE_NAME OTEL_EXPORTER_OTLP_ENDPOINT FROM_DATABASE_URL
      TO_DATABASE_URL TEST_POSTGRES_URL TEST_DATABASE DATABASE_URL_2 DYNO HEROKU_APP_NAME XDG_SESSION_ID
      SESSION_MANAGER INVOCATION_ID JOURNAL_STREAM CREDENTIALS_DIRECTORY SYSTEMD_EXEC_PID WEBHOOK_TOKEN`;
    const environment = Object.fromEntries(foreign.split(/\s+/).map(name => [name, '1']));
    const links = { REKEY_PORT: 'tcp://10.43.0.1:4000', E_MAIL_PORT: 'tcp://10.43.0.2:25' };
    expect(told({ ...environment, ...links })).toEqual({ refused: [], warned: [] });
    expect(told({ REGISTRATION_TIMEOT: '' })).toEqual({ refused: [], warned: [] });
  });
});
