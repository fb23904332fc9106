import type { Settings } from '../config/settings.ts';
import { ECS_VERSION, LOG_FIELD, RESOURCE } from '../contract/index.ts';

/** What every line says of the process, as text that is inserted as it is. */
export function identityMembers(settings: Settings): string {
  const resource = settings.resourceAttributes;
  const members = {
    [LOG_FIELD.ecs]: { version: ECS_VERSION },
    [LOG_FIELD.service]: {
      name: settings.serviceName,
      version: settings.serviceVersion,
      environment: settings.environment,
      node: { name: resource[RESOURCE.serviceInstanceId] },
    },
    [LOG_FIELD.process]: { pid: process.pid },
    [LOG_FIELD.host]: { name: resource[RESOURCE.hostName] },
  };
  return `${JSON.stringify(members).slice(1, -1)},`;
}
