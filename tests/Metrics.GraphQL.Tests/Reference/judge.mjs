// Answers JSON lines on stdin with JSON lines on stdout, by the reference implementation.
import { createInterface } from 'node:readline';
import {
  buildClientSchema, execute, getIntrospectionQuery, print, printSchema, validate, validateSchema, GraphQLError,
} from 'graphql';
import { buildSchema, parse, rules } from './october2021.mjs';
import { fieldResolver } from './data.mjs';

const schemas = new Map();

const verdict = (schema, document) => {
  const broken = new Set();
  const tagged = rules.map((rule) => (context) =>
    rule(Object.create(context, {
      reportError: { value: (error) => { broken.add(rule.name.replace(/Rule$/, '')); context.reportError(error); } },
    })));
  validate(schema, document, tagged, { maxErrors: 1e9 });
  return [...broken].sort();
};

const withoutMessages = (result) => result.errors === undefined ? result : {
  ...result,
  errors: result.errors.map((e) => ({ locations: e.locations, path: e.path })),
};

const operations = {
  schema: ({ name, sdl }) => {
    const schema = buildSchema(sdl);
    schemas.set(name, schema);
    return { problems: validateSchema(schema).map((e) => e.message), printed: printSchema(schema) };
  },
  introspectionQuery: () => ({
    query: getIntrospectionQuery({
      descriptions: true, specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true, inputValueDeprecation: true,
    }),
  }),
  client: ({ introspection }) => {
    const schema = buildClientSchema(introspection);
    return { problems: validateSchema(schema).map((e) => e.message), printed: printSchema(schema) };
  },
  print: ({ document }) => ({ printed: print(parse(document)) }),
  check: ({ schema: name, document: text, variables, operationName, run }) => {
    const schema = schemas.get(name);
    let document;
    try {
      document = parse(text);
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      return { syntax: error.locations ?? [] };
    }
    let broken;
    try {
      broken = verdict(schema, document);
    } catch (error) {
      return { threw: error.message };
    }
    if (broken.length > 0 || !run) return { rules: broken };
    const subscription = document.definitions.some((d) => d.operation === 'subscription');
    if (subscription) return { rules: broken };
    return {
      rules: broken,
      response: withoutMessages(execute({
        schema, document, variableValues: variables, operationName, rootValue: { seed: 1 }, fieldResolver,
      })),
    };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { op, ...input } = JSON.parse(line);
  let output;
  try {
    output = operations[op](input);
  } catch (error) {
    output = { failed: String(error?.stack ?? error) };
  }
  process.stdout.write(JSON.stringify(output) + '\n');
}
