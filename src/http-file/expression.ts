/**
 * A small subset of JavaScript expressions, for `{{…}}` and `?? js …`.
 *
 * Neither `eval` nor `new Function`: readers edit and paste these files, and the page that evaluates
 * them has more authority than the example it tests. Only own properties can be read and only listed
 * methods called, so no expression reaches a prototype, a constructor or the page.
 */
import { callFunction, callMethod, readGlobal } from './expression-builtins.ts';

/** Finds the value of a name; undefined when there is no such name. */
export type Lookup = (name: string) => { value: unknown } | undefined;
export type Expression = (lookup: Lookup) => unknown;

interface Token {
  type: 'number' | 'string' | 'name' | 'operator' | 'end';
  text: string;
}

const TOKEN =
  /\s*(?:(\d+(?:\.\d+)?(?:e[+-]?\d+)?|\.\d+)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|([A-Za-z_$][\w$]*)|(=>|\?\.|\?\?|[!=]==?|[<>]=?|&&|\|\||[-+*/%!?:.,()[\]]))/iy;
const TYPES = ['number', 'string', 'name', 'operator'] as const;

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', 0: '\0' };

const BINDING: Record<string, number> = {
  '??': 1,
  '||': 2,
  '&&': 3,
  '==': 4,
  '!=': 4,
  '===': 4,
  '!==': 4,
  '<': 5,
  '>': 5,
  '<=': 5,
  '>=': 5,
  '+': 6,
  '-': 6,
  '*': 7,
  '/': 7,
  '%': 7,
};
const UNARY_BINDING = 8;

type Operand = string | number;
// The operators are JavaScript's own, coercion included: httpYac evaluates the same text as JavaScript.
const OPERATORS: Record<string, (a: Operand, b: Operand) => unknown> = {
  // Loose on purpose: httpYac's own predicates compare as JavaScript's `==` does.
  '==': (a, b) => a == b, // eslint-disable-line eqeqeq
  '!=': (a, b) => a != b, // eslint-disable-line eqeqeq
  '===': (a, b) => a === b,
  '!==': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
  '+': (a, b) => (a as number) + (b as number),
  '-': (a, b) => Number(a) - Number(b),
  '*': (a, b) => Number(a) * Number(b),
  '/': (a, b) => Number(a) / Number(b),
  '%': (a, b) => Number(a) % Number(b),
};

const LITERALS = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['undefined', undefined],
  ['NaN', NaN],
  ['Infinity', Infinity],
]);

/** What the rest of a chain such as `a?.b.c` yields once `a` was null or undefined. */
const BROKEN_CHAIN = Symbol('broken chain');

function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  const end = source.trimEnd().length;
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < end;) {
    const start = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    if (!match) throw new SyntaxError(`cannot read "${source.slice(start).trim()}"`);
    const group = match.slice(1).findIndex((text) => text !== undefined);
    tokens.push({ type: TYPES[group]!, text: match[group + 1]! });
  }
  tokens.push({ type: 'end', text: 'the end' });
  return tokens;
}

const unquote = (text: string): string =>
  text
    .slice(1, -1)
    .replace(/\\(?:u([\da-f]{4})|x([\da-f]{2})|(.))/gi, (_, u?: string, x?: string, char = '') =>
      u || x ? String.fromCharCode(parseInt((u ?? x)!, 16)) : (ESCAPES[char] ?? char),
    );

function readProperty(object: unknown, key: unknown): unknown {
  const name = String(key);
  if (object === null || object === undefined) {
    throw new TypeError(`Cannot read properties of ${object} (reading '${name}')`);
  }
  const boxed = Object(object) as Record<string, unknown>;
  // `length` of a typed array is inherited; everything else readable is the object's own.
  if (Object.hasOwn(boxed, name) || (name === 'length' && ArrayBuffer.isView(object))) {
    return boxed[name];
  }
  return undefined;
}

class Parser {
  private readonly tokens: Token[];
  private position = 0;

  constructor(source: string) {
    this.tokens = tokenize(source);
  }

  parse(): Expression {
    const expression = this.expression();
    if (this.peek().type !== 'end') this.fail();
    return expression;
  }

  private peek(offset = 0): Token {
    return this.tokens[Math.min(this.position + offset, this.tokens.length - 1)]!;
  }

  private is(text: string, offset = 0): boolean {
    const token = this.peek(offset);
    return token.type === 'operator' && token.text === text;
  }

  private take(text: string): boolean {
    const found = this.is(text);
    if (found) this.position++;
    return found;
  }

  private expect(text: string): void {
    if (!this.take(text)) this.fail(`, expected "${text}"`);
  }

  private name(): string {
    if (this.peek().type !== 'name') this.fail(', expected a name');
    return this.tokens[this.position++]!.text;
  }

  private fail(hint = ''): never {
    throw new SyntaxError(`unexpected ${this.peek().text}${hint}`);
  }

  private expression(): Expression {
    const parameters = this.arrowParameters();
    if (parameters) {
      const body = this.expression();
      return (lookup) =>
        (...args: unknown[]) =>
          body((name) => {
            const index = parameters.indexOf(name);
            return index < 0 ? lookup(name) : { value: args[index] };
          });
    }
    const test = this.binary(0);
    if (!this.take('?')) return test;
    const yes = this.expression();
    this.expect(':');
    const no = this.expression();
    return (lookup) => (test(lookup) ? yes : no)(lookup);
  }

  /** `x =>` or `(x, y) =>`; looks ahead and takes nothing when there is no arrow. */
  private arrowParameters(): string[] | undefined {
    const start = this.position;
    const names: string[] = [];
    if (this.peek().type === 'name' && this.is('=>', 1)) names.push(this.name());
    else if (this.take('(')) {
      while (this.peek().type === 'name') {
        names.push(this.name());
        if (!this.take(',')) break;
      }
      if (!this.take(')')) {
        this.position = start;
        return undefined;
      }
    }
    if (this.position > start && this.take('=>')) return names;
    this.position = start;
    return undefined;
  }

  private binary(minimum: number): Expression {
    let left = this.unary();
    for (;;) {
      const { type, text } = this.peek();
      const binding = type === 'operator' ? (BINDING[text] ?? 0) : 0;
      if (binding <= minimum) return left;
      this.position++;
      left = combine(text, left, this.binary(binding));
    }
  }

  private unary(): Expression {
    const { type, text } = this.peek();
    if (type === 'operator' && (text === '!' || text === '-' || text === '+')) {
      this.position++;
      const operand = this.binary(UNARY_BINDING);
      if (text === '!') return (lookup) => !operand(lookup);
      const sign = text === '-' ? -1 : 1;
      return (lookup) => sign * Number(operand(lookup));
    }
    if (type === 'name' && text === 'typeof') {
      this.position++;
      const unknownName = this.peek().type === 'name' && this.peek().text;
      const operand = this.binary(UNARY_BINDING);
      return (lookup) => {
        // As in JavaScript, `typeof` is how a name that may not exist is asked for.
        if (unknownName && !lookup(unknownName) && !readGlobal(unknownName)) return 'undefined';
        return typeof operand(lookup);
      };
    }
    return this.chain();
  }

  /** A primary with its members, indexes and calls. */
  private chain(): Expression {
    let calleeName: string | undefined;
    if (this.peek().type === 'name' && this.is('(', 1)) calleeName = this.name();
    let current: Expression;
    if (calleeName !== undefined) {
      const name = calleeName;
      const args = this.arguments();
      current = (lookup) => callFunction(name, evaluateAll(args, lookup));
    } else {
      current = this.primary();
    }
    for (;;) {
      const optional = this.take('?.');
      if (this.take('[')) {
        const key = this.expression();
        this.expect(']');
        current = link(current, optional, (object, lookup) => readProperty(object, key(lookup)));
      } else if (optional || this.take('.')) {
        const name = this.name();
        if (this.is('(')) {
          const args = this.arguments();
          current = link(current, optional, (object, lookup) =>
            callMethod(object, name, evaluateAll(args, lookup)),
          );
        } else {
          current = link(current, optional, (object) => readProperty(object, name));
        }
      } else {
        const whole = current;
        return (lookup) => {
          const value = whole(lookup);
          return value === BROKEN_CHAIN ? undefined : value;
        };
      }
    }
  }

  private arguments(): Expression[] {
    this.expect('(');
    return this.list(')');
  }

  private list(close: string): Expression[] {
    const items: Expression[] = [];
    while (!this.take(close)) {
      items.push(this.expression());
      if (this.take(close)) break;
      this.expect(',');
    }
    return items;
  }

  private primary(): Expression {
    const { type, text } = this.peek();
    this.position++;
    if (type === 'number') return () => Number(text);
    if (type === 'string') {
      const value = unquote(text);
      return () => value;
    }
    if (type === 'name') {
      if (LITERALS.has(text)) return () => LITERALS.get(text);
      return (lookup) => {
        const found = lookup(text) ?? readGlobal(text);
        if (!found) throw new ReferenceError(`${text} is not defined`);
        return found.value;
      };
    }
    if (text === '(') {
      const inner = this.expression();
      this.expect(')');
      return inner;
    }
    if (text === '[') {
      const items = this.list(']');
      return (lookup) => evaluateAll(items, lookup);
    }
    this.position--;
    return this.fail();
  }
}

const evaluateAll = (items: Expression[], lookup: Lookup): unknown[] =>
  items.map((item) => item(lookup));

function combine(operator: string, left: Expression, right: Expression): Expression {
  if (operator === '??') return (lookup) => left(lookup) ?? right(lookup);
  if (operator === '||') return (lookup) => left(lookup) || right(lookup);
  if (operator === '&&') return (lookup) => left(lookup) && right(lookup);
  const apply = OPERATORS[operator]!;
  return (lookup) => apply(left(lookup) as Operand, right(lookup) as Operand);
}

function link(
  object: Expression,
  optional: boolean,
  next: (value: unknown, lookup: Lookup) => unknown,
): Expression {
  return (lookup) => {
    const value = object(lookup);
    if (value === BROKEN_CHAIN) return value;
    if (optional && (value === null || value === undefined)) return BROKEN_CHAIN;
    return next(value, lookup);
  };
}

/**
 * Compiles an expression: literals, names, members, `?.`, calls of listed methods, array literals,
 * arrow functions with an expression body, arithmetic, comparison, logic, `typeof` and `? :`.
 *
 * @throws SyntaxError for anything else.
 */
export const compileExpression = (source: string): Expression => new Parser(source).parse();
