/** Documents that GraphiQL opens with, one per tab; a test holds them to the schema. */
export const GRAPHIQL_EXAMPLES = [
  `# Press the play button, or Ctrl-Enter.
# The book on the left explains every field.

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
        latestVersion {
          number
          createdAt
          createdBy { name }
        }
      }
    }
  }
}
`,
  `# One workflow, version by version. Take an id from
# the first tab into the variables: {"id": "wf_…"}

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
      edges {
        node { sequence kind activatedAt actor { name } note }
      }
    }
  }
}
`,
  `# Leave this running, then activate from another window: GraphiQL ends it when you change the tab.

subscription Watch {
  activationChanged {
    cursor
    type
    occurredAt
    actor { name }
    workflow { name }
    activation {
      sequence
      kind
      to { weight version { number } }
    }
  }
}
`,
  `# New runs take it; runs under way finish on theirs.

mutation Activate($workflowId: ID!, $version: VersionRef!) {
  activateVersion(
    input: { workflowId: $workflowId, version: $version }
  ) {
    changed
    workflow { activeVersion { number } }
    userErrors { code message field }
  }
}
`,
  `# Pinned for life to what live routes to now.
# Ask for the run again to see its steps, or follow it by the subscription runChanged.

mutation Run($workflowId: ID!, $input: JSON) {
  startRun(input: { workflowId: $workflowId, input: $input }) {
    run {
      id
      status
      version { number }
      selectedBy
      executor
    }
    userErrors { code message field }
  }
}

query Steps($runId: ID!) {
  run(id: $runId) {
    status
    output
    error { code message nodeKey }
    waitingFor { nodeKey waitingFor { kind prompt resumesAt } }
    steps(first: 50) {
      edges { node { name status attempt input output } }
    }
  }
}
`,
] as const;
