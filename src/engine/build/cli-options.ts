/** The command line's options, as `options.getCLIOptionsInfo()` describes them, in few bytes. */

interface OptionInfo {
  type: number;
  envVarSettings: number;
  defaultIsTrue: boolean;
}

export interface OptionTable {
  /** `types` of the binding by name, such as `kBoolean`. */
  types: Record<string, number>;
  /** `[type, allowed in NODE_OPTIONS]` by name. */
  options: Record<string, [type: number, inEnvironment: boolean]>;
  aliases: Record<string, string[]>;
}

/** @param binding `internalBinding('options')` */
export function describeOptions(binding: {
  types: Record<string, number>;
  envSettings: { kAllowedInEnvvar: number };
  getCLIOptionsInfo(): { options: Map<string, OptionInfo>; aliases: Map<string, string[]> };
}): OptionTable {
  const { options, aliases } = binding.getCLIOptionsInfo();
  const allowed = binding.envSettings.kAllowedInEnvvar;
  return {
    types: { ...binding.types },
    options: Object.fromEntries(
      [...options].map(([name, { type, envVarSettings }]) => [
        name,
        [type, envVarSettings === allowed],
      ]),
    ),
    aliases: Object.fromEntries(aliases),
  };
}
