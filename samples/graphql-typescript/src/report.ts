import { ask } from './ask.js';
import { graphql } from './generated/gql.js';

// Renaming a metric in the catalog makes this document, and everything that reads its result, an error of the compiler.
const document = graphql(`
  query Report($country: String, $first: Int!) {
    topStores(first: $first, where: { storeCountry: { eq: $country } }) {
      storeName
      transactedAmount
    }
    months: data(where: { storeCountry: { eq: $country } }, orderBy: [{ field: metricTime }]) {
      metricTime(grain: MONTH)
      transactions
      averageTransactedAmount
    }
  }
`);

const [country] = process.argv.slice(2);
const { data, answers } = await ask(document, { first: 3, ...(country ? { country } : {}) });

for (const row of data.topStores ?? []) console.log(`${row.storeName}: ${row.transactedAmount ?? 'nothing'}`);
for (const row of data.months ?? []) console.log(`${row.metricTime}: ${row.transactions} at ${row.averageTransactedAmount?.toFixed(2) ?? '–'}`);
for (const note of answers) if (note.degraded) console.log(`${note.path.join('.')} is degraded; as of ${note.as_of}`);
