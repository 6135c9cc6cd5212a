import { print } from 'graphql';
import { type TypedDocumentNode } from '@graphql-typed-document-node/core';

export interface GraphQLAnswer<Data> {
  status: number;
  headers: Headers;
  data?: Data | null;
  errors?: {
    message: string;
    path?: (string | number)[];
    extensions: Record<string, unknown> & { code: string };
  }[];
}

/** Sends operations over HTTP as one caller. */
export class GraphQLClient {
  constructor(
    readonly url: string,
    readonly token?: string,
    private readonly headers: Record<string, string> = {},
  ) {}

  /** The whole answer, errors included. */
  async send<Data = Record<string, unknown>, Variables = Record<string, unknown>>(
    document: string | TypedDocumentNode<Data, Variables>,
    variables?: Variables,
    operationName?: string,
  ): Promise<GraphQLAnswer<Data>> {
    const query = typeof document === 'string' ? document : print(document);
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(this.token && { authorization: `Bearer ${this.token}` }),
        ...this.headers,
      },
      body: JSON.stringify({ query, variables, operationName }),
    });
    const answer = (await response.json()) as Omit<GraphQLAnswer<Data>, 'status' | 'headers'>;
    return { status: response.status, headers: response.headers, ...answer };
  }

  /** The data of an operation that must have no top-level errors. */
  async request<Data = Record<string, unknown>, Variables = Record<string, unknown>>(
    document: string | TypedDocumentNode<Data, Variables>,
    variables?: Variables,
  ): Promise<Data> {
    const { data, errors } = await this.send(document, variables);
    if (errors || !data) throw new Error(`The operation failed: ${JSON.stringify(errors)}`);
    return data;
  }

  /** The same client with other headers, such as those of act-as. */
  with(headers: Record<string, string>): GraphQLClient {
    return new GraphQLClient(this.url, this.token, { ...this.headers, ...headers });
  }

  /** The same server as somebody else. */
  as(token: string | undefined): GraphQLClient {
    return new GraphQLClient(this.url, token, this.headers);
  }
}
