import { randomBytes } from 'node:crypto';
import { readState, writeState } from '../state-file.ts';

/** A role as IAM keeps it; policies are stored and not evaluated. */
export interface Role {
  readonly name: string;
  /** `/`, or a path such as `/service-role/`. */
  readonly path: string;
  /** `AROA` and 17 letters and digits. */
  readonly id: string;
  readonly arn: string;
  /** Epoch seconds. */
  readonly createdAt: number;
  /** JSON text of the policy that says who may take the role on. */
  readonly trust: string;
  readonly description: string | undefined;
  readonly maxSessionSeconds: number;
  readonly tags: Readonly<Record<string, string>>;
  /** Inline policies, name to JSON text. */
  readonly policies: Readonly<Record<string, string>>;
}

/** All roles of the account; every change is on disk when the call returns. */
export interface RoleStore {
  /** The role of this name, in whatever case it is asked for (doc: names are unique regardless of case). */
  find(name: string): Role | undefined;
  save(role: Role): void;
  remove(name: string): void;
  /** In the order of their names. */
  all(): readonly Role[];
}

/** Opens the roles that are kept in the file at `path`. */
export function openRoleStore(path: string): RoleStore {
  const kept = (readState(path) ?? []) as readonly Role[];
  const roles = new Map(kept.map((role) => [role.name.toLowerCase(), role]));
  const all = (): readonly Role[] => [...roles.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    find: (name) => roles.get(name.toLowerCase()),
    save(role) {
      roles.set(role.name.toLowerCase(), role);
      writeState(path, all());
    },
    remove(name) {
      roles.delete(name.toLowerCase());
      writeState(path, all());
    },
    all,
  };
}

/** A new role's id. */
export function newRoleId(): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return `AROA${[...randomBytes(17)].map((byte) => letters[byte % 32]).join('')}`;
}
