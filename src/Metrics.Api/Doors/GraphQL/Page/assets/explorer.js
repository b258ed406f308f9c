// Opens GraphiQL with one tab for each example, unless tabs of an earlier visit are there.
const start = async () => {
  const response = await fetch('graphql/page/examples.json');
  const examples = response.ok ? await response.json() : [];
  ReactDOM.createRoot(document.getElementById('explorer')).render(
    React.createElement(GraphiQL, {
      fetcher: GraphiQL.createFetcher({ url: window.location.pathname }),
      defaultTabs: examples.map(({ query }) => ({ query })),
      defaultQuery: examples[0]?.query,
      inputValueDeprecation: true,
      schemaDescription: true,
    }),
  );
};

start();
