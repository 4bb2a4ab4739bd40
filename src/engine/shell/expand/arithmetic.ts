/** `$((…))`: integers, with the operators of C that scripts use. */

const TOKEN =
  /\s*(0[xX][0-9a-fA-F]+|\d+|[A-Za-z_]\w*|\*\*|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%<>!~&|^?:()])/y;

const LEVELS: Record<string, (a: number, b: number) => number>[] = [
  { '||': (a, b) => Number(a !== 0 || b !== 0) },
  { '&&': (a, b) => Number(a !== 0 && b !== 0) },
  { '|': (a, b) => a | b },
  { '^': (a, b) => a ^ b },
  { '&': (a, b) => a & b },
  { '==': (a, b) => Number(a === b), '!=': (a, b) => Number(a !== b) },
  {
    '<': (a, b) => Number(a < b),
    '>': (a, b) => Number(a > b),
    '<=': (a, b) => Number(a <= b),
    '>=': (a, b) => Number(a >= b),
  },
  { '<<': (a, b) => a << b, '>>': (a, b) => a >> b },
  { '+': (a, b) => a + b, '-': (a, b) => a - b },
  { '*': (a, b) => a * b, '/': divide, '%': remainder },
  { '**': (a, b) => a ** b },
];

function divide(a: number, b: number): number {
  if (b === 0) throw new Error('division by 0');
  return Math.trunc(a / b);
}
function remainder(a: number, b: number): number {
  if (b === 0) throw new Error('division by 0');
  return a % b;
}

/** @throws Error with a sentence for the user. */
export function evaluateArithmetic(
  expression: string,
  variable: (name: string) => string | undefined,
): number {
  const tokens = tokenize(expression.replace(/\$\{?(\w+)\}?/g, '$1'));
  let at = 0;
  const fail = (): never => {
    throw new Error(`${expression}: not an arithmetic expression`);
  };
  const binary = (level: number): number => {
    const operators = LEVELS[level];
    if (!operators) return unary();
    let value = binary(level + 1);
    for (let apply = operators[tokens[at]!]; apply; apply = operators[tokens[at]!]) {
      at++;
      value = apply(value, binary(level + 1));
    }
    return value;
  };
  const ternary = (): number => {
    const condition = binary(0);
    if (tokens[at] !== '?') return condition;
    at++;
    const yes = ternary();
    if (tokens[at++] !== ':') fail();
    const no = ternary();
    return condition ? yes : no;
  };
  const unary = (): number => {
    const token = tokens[at++];
    if (token === undefined) return fail();
    if (token === '-') return -unary();
    if (token === '+') return unary();
    if (token === '!') return Number(unary() === 0);
    if (token === '~') return ~unary();
    if (token === '(') {
      const value = ternary();
      if (tokens[at++] !== ')') fail();
      return value;
    }
    if (/^\d/.test(token)) return Number(token);
    if (!/^\w/.test(token)) return fail();
    return Math.trunc(Number(variable(token) ?? 0)) || 0;
  };
  if (tokens.length === 0) return 0;
  const result = ternary();
  if (at < tokens.length) fail();
  return result;

  function tokenize(text: string): string[] {
    const found: string[] = [];
    TOKEN.lastIndex = 0;
    let end = 0;
    for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
      found.push(match[1]!);
      end = TOKEN.lastIndex;
    }
    if (text.slice(end).trim() !== '') throw new Error(`${text}: not an arithmetic expression`);
    return found;
  }
}
