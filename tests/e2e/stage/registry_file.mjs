// SPDX-License-Identifier: MIT
// Settings as an administrator's registry file has them (docs/policy.md, "On Windows").

const text = (value) => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`

/** REG_MULTI_SZ: each with its end, and an end of all. */
function list(values) {
  const bytes = Buffer.from(`${values.map((value) => `${value}\0`).join('')}\0`, 'utf16le')
  return `hex(7):${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(',')}`
}

function valueOf(setting) {
  if (Array.isArray(setting)) return list(setting)
  if (typeof setting === 'string') return text(setting)
  return `dword:${Number(setting).toString(16).padStart(8, '0')}`
}

const isKey = (setting) => typeof setting === 'object' && !Array.isArray(setting)

function keyOf(name, settings) {
  const given = Object.entries(settings).filter(([, setting]) => setting !== undefined)
  return [
    `[${name}]`,
    ...given.filter(([, setting]) => !isKey(setting)).map(([key, setting]) => `${text(key)}=${valueOf(setting)}`),
    '',
    ...given.filter(([, setting]) => isKey(setting)).flatMap(([key, setting]) => keyOf(`${name}\\${key}`, setting)),
  ]
}

/** A file for `reg import` that makes `key` hold exactly `settings`, which have the shape of policy.json. */
export function registryFile(key, settings) {
  const lines = ['Windows Registry Editor Version 5.00', '', `[-${key}]`, '', ...keyOf(key, settings)]
  return Buffer.from(`\ufeff${lines.join('\r\n')}\r\n`, 'utf16le')
}
