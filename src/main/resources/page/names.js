// Names of nodes, without what they all end in: node1.example.org beside node2.example.org is node1.

let ending = "";

/** Looks at these names for what they have in common. */
export function learn(nodes) {
  const parts = nodes.map((node) => node.split("."));
  const named = parts.filter((labels) => !/^\d+$/.test(labels.at(-1)) && !labels[0].includes(":"));
  let common = 0;
  // One label of each is left, and addresses are no names.
  while (nodes.length > 1 && named.length === nodes.length && named.every((labels) => labels.length > common + 1 && labels.at(-1 - common) === named[0].at(-1 - common))) common++;
  ending = common === 0 ? "" : `.${named[0].slice(-common).join(".")}`;
}

/** The short form of a node's name. */
export const short = (node) => (ending && node.endsWith(ending) ? node.slice(0, -ending.length) : node);
