import { type Command, type Option } from 'commander';
import { valuesOf } from './option-values';

/** A command with what can follow it. */
interface Node {
  /** As it is called, such as `token create`. */
  path: string;
  commands: string[];
  options: readonly Option[];
  /** Of its first argument, where they are known. */
  choices: string[];
}

/** Every command with its subcommands and options, as commander knows them. */
function nodesOf(command: Command, path: string[] = []): Node[] {
  const children = command.commands.flatMap((child) => nodesOf(child, [...path, child.name()]));
  const node = {
    path: path.join(' '),
    commands: command.commands.map((child) => child.name()),
    options: command.createHelp().visibleOptions(command),
    choices: command.registeredArguments[0]?.argChoices ?? [],
  };
  return [node, ...children];
}

function flagsOf({ short, long }: Option): string[] {
  return [short, long].filter((flag) => flag !== undefined);
}

/** Cases of a shell that set `found` by what they are matched with. */
function casesOf(found: readonly (readonly [pattern: string, words: readonly string[]])[]): string {
  return found
    .filter(([, words]) => words.length > 0)
    .map(([pattern, words]) => `      '${pattern}') found='${words.join(' ')}' ;;`)
    .join('\n');
}

/**
 * What both shells do alike: it goes through the words before the current one, which are in `before`,
 * and sets `found` to what can stand there. Where it stays empty, that is a file.
 */
function searchOf(program: Command): string {
  const nodes = nodesOf(program);
  const valued = nodes.flatMap(({ options }) => options.filter(({ required }) => required));
  const skipped = [...new Set(valued.flatMap(flagsOf))];
  const values = nodes.flatMap(({ path, options }) =>
    options.flatMap((option) =>
      flagsOf(option).map((flag) => [`${path} ${flag}`, valuesOf(option)] as const),
    ),
  );
  return `  for word in "\${before[@]}"; do
    if [[ -n $valued ]]; then
      valued=''
      continue
    fi
    case "\${trail:+$trail }$word" in
      ${nodes
        .slice(1)
        .map(({ path }) => `'${path}'`)
        .join(' | ')}) trail="\${trail:+$trail }$word" ;;
    esac
    case "$word" in
      ${skipped.join(' | ')}) valued="$word" ;;
    esac
  done
  if [[ -n $valued ]]; then
    case "$trail $valued" in
${casesOf(values)}
    esac
  elif [[ "$current" == -* ]]; then
    case "$trail" in
${casesOf(nodes.map(({ path, options }) => [path, options.flatMap(flagsOf)]))}
    esac
  else
    case "$trail" in
${casesOf(nodes.map(({ path, commands, choices }) => [path, [...commands, ...choices]]))}
    esac
  fi`;
}

/** A script for bash: `source <(switchyard completion bash)`. */
export function bashCompletion(program: Command): string {
  return `# bash completion of switchyard
_switchyard() {
  local current="\${COMP_WORDS[COMP_CWORD]}" trail='' valued='' found='' word
  local -a before=("\${COMP_WORDS[@]:1:COMP_CWORD-1}")
${searchOf(program)}
  if [[ -n $found ]]; then
    COMPREPLY=($(compgen -W "$found" -- "$current"))
  else
    # a name may have spaces
    local IFS=$'\\n'
    COMPREPLY=($(compgen -f -- "$current"))
    compopt -o filenames 2> /dev/null
  fi
}
complete -F _switchyard switchyard
`;
}

/** A script for zsh: `source <(switchyard completion zsh)`, or a file `_switchyard` of fpath. */
export function zshCompletion(program: Command): string {
  return `#compdef switchyard
# zsh completion of switchyard
_switchyard() {
  local current="\${words[CURRENT]}" trail='' valued='' found='' word
  local -a before=("\${(@)words[2,CURRENT-1]}")
${searchOf(program)}
  if [[ -n $found ]]; then
    compadd -- \${=found}
  else
    _files
  fi
}
if [[ "\${zsh_eval_context[-1]}" == loadautofunc ]]; then
  _switchyard "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
  compdef _switchyard switchyard
fi
`;
}
