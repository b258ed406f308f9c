// Runs the audit suite of GraphQL over HTTP against a server: one JSON line with every audit that is not passed.
import { serverAudits } from 'graphql-http';

const [url] = process.argv.slice(2);
const audits = serverAudits({ url, fetchFn: fetch });
const failed = [];
for (const audit of audits) {
  const result = await audit.fn();
  if (result.status !== 'ok') failed.push({ name: result.name, status: result.status, reason: result.reason });
}
process.stdout.write(`${JSON.stringify({ audits: audits.length, failed })}\n`);
