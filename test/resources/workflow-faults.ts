import { text } from 'node:stream/consumers';
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';

// What GitHub's own parser finds wrong with workflows: their structure, words and expressions. Takes a list of their
// texts on stdin and gives a list of faults for each. A process of its own under tsx, because the parser imports its
// JSON in a way that Node.js alone doesn't take.

async function faultsOf(content: string): Promise<readonly string[]> {
  const { context, value } = parseWorkflow({ name: 'firehose.yml', content }, new NoOperationTraceWriter());
  if (value !== undefined) await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(({ message }) => message);
}

const contents: readonly string[] = JSON.parse(await text(process.stdin));
process.stdout.write(JSON.stringify(await Promise.all(contents.map(faultsOf))));
