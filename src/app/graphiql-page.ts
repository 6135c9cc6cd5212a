import { GRAPHIQL_EXAMPLES } from './graphiql-examples';

/** Where GraphiQL's files are served. */
export const ASSETS = '/graphql/assets';

/** The page of GraphiQL; `nonce` lets its own script run, and no other that is written into it. */
export function graphiqlPage(nonce: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Switchyard GraphiQL</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${ASSETS}/graphiql.css">
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<header id="session"></header>
<main id="graphiql">Loading …</main>
<script src="${ASSETS}/react.js"></script>
<script src="${ASSETS}/react-dom.js"></script>
<script src="${ASSETS}/graphiql.js"></script>
<script type="module" nonce="${nonce}">
const EXAMPLES = ${JSON.stringify(GRAPHIQL_EXAMPLES).replaceAll('<', '\\u003c')};
${SCRIPT}
</script>
</body>
</html>
`;
}

const STYLE = `
body { margin: 0; height: 100vh; display: flex; flex-direction: column; font: 14px/1.4 system-ui, sans-serif; }
#graphiql { flex: 1; min-height: 0; }
#session { display: flex; gap: 12px; align-items: center; padding: 6px 16px; border-bottom: 1px solid #d6d6e7; background: #f6f6fb; color: #2b2b3d; }
#session.missing { background: #fff4d6; border-color: #e0b100; }
#session strong { margin-right: auto; }
#session form { display: flex; gap: 8px; }
#session input { width: 26em; max-width: 40vw; padding: 4px 8px; font: inherit; border: 1px solid #b8b8cc; border-radius: 4px; }
#session button { padding: 4px 12px; font: inherit; border: 1px solid #b8b8cc; border-radius: 4px; background: #fff; color: inherit; white-space: nowrap; cursor: pointer; }
`;

// The token comes in the fragment, which browsers send to nobody, and leaves the address bar at once.
const SCRIPT = `
import { createClient } from '${ASSETS}/graphql-ws/client.js';

const KEY = 'switchyard-token';
const given = new URLSearchParams(location.hash.slice(1)).get('token');
if (given) {
  sessionStorage.setItem(KEY, given);
  history.replaceState(null, '', location.pathname + location.search);
}
const token = sessionStorage.getItem(KEY);

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function signIn(value) {
  if (value) sessionStorage.setItem(KEY, value);
  else sessionStorage.removeItem(KEY);
  location.reload();
}

const bar = document.getElementById('session');
if (token) {
  const leave = element('button', { type: 'button', onclick: () => signIn(undefined) }, 'Sign out');
  bar.append(element('strong', {}, 'Switchyard'), element('span', { id: 'who' }, 'Signed in'), leave);
} else {
  bar.className = 'missing';
  const input = element('input', { type: 'password', autocomplete: 'off', placeholder: 'Token', ariaLabel: 'Token' });
  const form = element('form', {}, input, element('button', {}, 'Sign in'));
  form.onsubmit = (event) => { event.preventDefault(); signIn(input.value.trim()); };
  bar.append(
    element('strong', {}, 'Not signed in. Open the link that npm start printed, or paste a token here.'),
    form,
  );
}

const headers = token ? { authorization: 'Bearer ' + token } : {};
const url = new URL('/graphql', location.href);
const socketUrl = new URL(url);
socketUrl.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
const wsClient = createClient({
  url: socketUrl.href,
  lazy: true,
  connectionParams: headers,
  shouldRetry: (event) => !(event.code >= 4400 && event.code < 4500),
});
const fetcher = GraphiQL.createFetcher({ url: url.href, headers, wsClient });

if (token) {
  const body = JSON.stringify({ query: '{ viewer { actor { name } workspace { name } } }' });
  fetch(url, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body })
    .then((response) => response.json())
    .then(({ data, errors }) => {
      const text = data
        ? 'Signed in as ' + data.viewer.actor.name + ' in ' + data.viewer.workspace.name
        : errors[0].message;
      if (!data) bar.className = 'missing';
      document.getElementById('who').textContent = text;
    });
}

ReactDOM.createRoot(document.getElementById('graphiql')).render(
  React.createElement(GraphiQL, {
    fetcher,
    defaultQuery: EXAMPLES[0],
    defaultTabs: EXAMPLES.map((query) => ({ query })),
    defaultEditorToolsVisibility: 'variables',
    shouldPersistHeaders: false,
  }),
);
`;
