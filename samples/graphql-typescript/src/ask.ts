import type { TypedDocumentString } from './generated/graphql.js';

const url = process.env.METRICS_URL ?? 'http://127.0.0.1:8080/graphql';

/** What extensions.answers says of one field. */
export interface AnswerNote {
  path: (string | number)[];
  as_of: string | null;
  data_version: string;
  degraded: boolean;
  freshness: 'confirmed' | 'unconfirmed';
  warnings: string[];
  next: string | null;
}

interface Response<Result> {
  data?: Result;
  errors?: { message: string; extensions?: { code?: string } }[];
  extensions?: { answers?: AnswerNote[] };
}

/** Asks, and throws when anything could not be answered. */
export async function ask<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
): Promise<{ data: Result; answers: AnswerNote[] }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query: document.toString(), variables }),
  });
  const { data, errors, extensions } = (await response.json()) as Response<Result>;
  if (!data || errors?.length) throw new Error(errors?.map((e) => `${e.extensions?.code}: ${e.message}`).join('\n') ?? `status ${response.status}`);
  return { data, answers: extensions?.answers ?? [] };
}
