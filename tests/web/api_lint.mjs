// Checks a description of an API with a linter (Redocly) and its recommended rules: `node api_lint.mjs LIBRARY FILE`.
// LIBRARY is @redocly/openapi-core's lib/index.js. Prints a line for each finding: severity, rule, text, location.
import { pathToFileURL } from 'node:url';

const [library, ref] = process.argv.slice(2);
const { createConfig, lint } = await import(pathToFileURL(library).href);

const config = await createConfig({ extends: ['recommended'] });
for (const { severity, ruleId, message, location } of await lint({ ref, config })) {
  const where = location.map(({ pointer }) => pointer).join(' ');
  console.log(`${severity} ${ruleId} ${message.replaceAll('\n', ' ')} (${where})`);
}
