// Builds the reference's client schema from a server's introspection. One JSON line: what it complains of, and the schema as it prints it.
import { buildClientSchema, getIntrospectionQuery, printSchema, validateSchema } from 'graphql';

const [url] = process.argv.slice(2);
const query = getIntrospectionQuery({
  descriptions: true, specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true, inputValueDeprecation: true,
});
const response = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ query }) });
const { data, errors } = await response.json();
const schema = data ? buildClientSchema(data) : undefined;
const problems = [...(errors ?? []), ...(schema ? validateSchema(schema) : [])].map((e) => e.message);
process.stdout.write(`${JSON.stringify({ problems, printed: schema && printSchema(schema) })}\n`);
