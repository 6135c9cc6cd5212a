import { type Command, type Option } from 'commander';

/** A command with what can follow it. */
interface Node {
  path: string[];
  words: string[];
}

/** Every command with its subcommands and options, as commander knows them. */
function nodesOf(command: Command, path: string[] = []): Node[] {
  const options = command.createHelp().visibleOptions(command);
  const flags = options.flatMap(({ short, long }: Option) => [short, long].filter(isText));
  const names = command.commands.map((child) => child.name());
  const children = command.commands.flatMap((child) => nodesOf(child, [...path, child.name()]));
  return [{ path, words: [...names, ...flags] }, ...children];
}

function isText(value: string | undefined): value is string {
  return value !== undefined;
}

/** A script for bash: `source <(switchyard completion bash)`. */
export function bashCompletion(program: Command): string {
  const cases = nodesOf(program).map(
    ({ path, words }) => `    '${path.join(' ')}') words='${words.join(' ')}' ;;`,
  );
  const groups = nodesOf(program).map(({ path }) => `'${path.join(' ')}'`);
  return `# bash completion of switchyard
_switchyard() {
  local current path word words
  current=\${COMP_WORDS[COMP_CWORD]}
  path=''
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${path:+$path }$word" in
    ${groups.slice(1).join(' | ')}) path="\${path:+$path }$word" ;;
    esac
  done
  case $path in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  # what is no command and no option is a file
  if [[ \${#COMPREPLY[@]} -eq 0 && $current != -* ]]; then
    COMPREPLY=($(compgen -f -- "$current"))
  fi
}
complete -o filenames -F _switchyard switchyard
`;
}

/** A script for zsh: \`source <(switchyard completion zsh)\`. */
export function zshCompletion(program: Command): string {
  const cases = nodesOf(program).map(
    ({ path, words }) => `    '${path.join(' ')}') candidates=(${words.join(' ')}) ;;`,
  );
  const groups = nodesOf(program).map(({ path }) => `'${path.join(' ')}'`);
  return `#compdef switchyard
# zsh completion of switchyard
_switchyard() {
  local trail='' word
  local -a candidates
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "\${trail:+$trail }$word" in
    ${groups.slice(1).join('|')}) trail="\${trail:+$trail }$word" ;;
    esac
  done
  case $trail in
${cases.join('\n')}
  esac
  compadd -- $candidates
  _files
}
compdef _switchyard switchyard
`;
}
