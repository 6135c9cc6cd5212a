/** Documents that GraphiQL opens with, one per tab; a test holds them to the schema. */
export const GRAPHIQL_EXAMPLES = [
  `# Welcome to Switchyard. Press the play button, or Ctrl-Enter.
# The book on the left explains every type and field.

query Look {
  viewer {
    actor { name }
    workspace { key name }
    scopes
  }
  workflows(first: 10) {
    edges {
      node {
        id
        name
        status
        activeVersion { number name }
        latestVersion { number createdAt createdBy { name } }
      }
    }
  }
}
`,
  `# What happened to one workflow, version by version.
# Take an id from the first tab into the variables below: {"id": "wf_…"}

query History($id: ID!) {
  workflow(id: $id) {
    name
    versions(first: 20) {
      edges {
        node {
          number
          name
          isActive
          createdAt
          createdBy { name }
        }
      }
    }
    activations(first: 5) {
      edges { node { sequence kind activatedAt actor { name } note } }
    }
  }
}
`,
  `# Leave this running, then activate a version in the next tab.

subscription Watch {
  activationChanged {
    cursor
    type
    occurredAt
    actor { name }
    workflow { name }
    activation { sequence kind to { weight version { number } } }
  }
}
`,
  `# Route a channel to a version: new runs take it, runs under way finish on theirs.

mutation Activate($workflowId: ID!, $version: VersionRef!) {
  activateVersion(input: { workflowId: $workflowId, version: $version }) {
    changed
    workflow { activeVersion { number } }
    userErrors { code message field }
  }
}
`,
] as const;
