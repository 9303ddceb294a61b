/** Something the user can mend before anything is sent: one sentence with what, where, and what to do next. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}
