grammar Cnn;

options { superClass = CnnParserBase; }

// ---------- file ----------
file        : header* decl* EOF ;
// What a user gives for a net's parameter, outside of any file.
setting     : (name '.')? name '=' expr EOF ;
header      : 'cnn' INT ';'                                                        # version
            | 'package' qname ';'                                                  # packageHeader
            | 'import' STRING ('as' name)? ';'                                      # importHeader ;
decl        : constDecl | defDecl | netDecl | dataDecl | augmentDecl | lossDecl
            | paramsDecl | recipeDecl | evalDecl ;

constDecl   : 'const' name '=' expr ';' ;
defDecl     : 'def' name '(' params? ')' '{' body '}' ;
params      : param (',' param)* ','? ;
param       : name ('=' expr)? ;

// ---------- network ----------
netDecl     : 'net' name ( ('(' params? ')')? '{' (port ';')* body (netTail ';'?)* '}'
                         | '=' qname args ';' ) ;
port        : kind=('input' | 'label') name ':' type ;
netTail     : 'output' ref (',' ref)* ;
type        : ID (DIMS | list | args)? ;

// A flat sequence: layers need no separator, ';' only ends a stage.
body        : bodyElem* ;
bodyElem    : name ':'                                                             # stage
            | '::' (DIMS | list)                                                   # shapeCheck
            | ';'                                                                  # endStage
            | item                                                                 # layer ;
item        : ID ('.' name)? args?                                                 # call
            | ref                                                                  # restart
            | 'fork' '{' body ('|' body)* '}'                                      # fork
            | 'repeat' '(' expr ('as' name)? ')' '{' body '}'                      # repeat
            | 'if' '(' expr ')' '{' body '}' ('else' '{' body '}')?                # cond
            | '{' body '}'                                                         # block
            | 'shared' name '{' body '}'                                           # sharing ;
ref         : '@' name ('.' name)* ;

// ---------- everything that is not a layer ----------
dataDecl    : 'data' name '{' prop* '}' ;
augmentDecl : 'augment' name '{' body '}' ;
lossDecl    : 'loss' name? '{' prop* '}' ;
paramsDecl  : 'params' '{' paramRule* '}' ;
paramRule   : selector (',' selector)* '{' prop* '}' ;
selector    : ('*' | '.' | name)+ ;
recipeDecl  : 'recipe' name ('extends' qname)? '{' prop* '}' ;
evalDecl    : 'eval' name? '{' prop* '}' ;
prop        : name '=' expr ';' ;

// ---------- expressions ----------
args        : '(' (arg (',' arg)* ','?)? ')' ;
arg         : name '=' expr | expr ;
expr        : '(' expr ')'                                                         # paren
            | <assoc=right> expr '^' expr                                          # pow
            | ('-' | '!') expr                                                     # unary
            | expr op=('*' | '/' | '%') expr                                       # mul
            | expr op=('+' | '-') expr                                             # sum
            | expr op=('<' | '<=' | '>' | '>=') expr                               # cmp
            | expr op=('==' | '!=') expr                                           # eq
            | expr '&&' expr                                                       # and
            | expr '||' expr                                                       # or
            | <assoc=right> expr '?' expr ':' expr                                 # ternary
            | (INT | FLOAT) unit?                                                  # number
            | DIMS                                                                 # dims
            | STRING                                                               # string
            | ('true' | 'false' | 'none')                                          # literal
            | list                                                                 # listExpr
            | ref                                                                  # refExpr
            | qname args?                                                          # nameOrCall ;
list        : '[' (expr (',' expr)* ','?)? ']' ;
// Only a known unit may follow a number, so that `conv(3, 16 relu` fails at `relu`.
unit        : {unitAhead()}? ID ;
qname       : name ('.' name)* ;
name        : ID | 'input' | 'label' | 'output' | 'data' | 'augment' | 'loss' | 'params' | 'eval'
            | 'recipe' | 'shared' | 'repeat' | 'net' | 'as' | 'cnn' | 'package' | 'import' | 'extends' ;

// ---------- tokens ----------
DIMS    : DIGITS ('x' DIGITS)+ ;
FLOAT   : DIGITS '.' DIGITS EXP? | DIGITS EXP ;
INT     : DIGITS ;
ID      : [a-zA-Z_] [a-zA-Z0-9_]* ;
STRING  : '"' (~["\\\r\n] | '\\' .)* '"' ;
// Kept on the hidden channel: the formatter and the generated Javadoc read them.
LINE    : ('//' | '#') ~[\r\n]* -> channel(HIDDEN) ;
BLOCK   : '/*' .*? '*/'         -> channel(HIDDEN) ;
WS      : [ \t\r\n\uFEFF]+      -> channel(HIDDEN) ;
OPEN_STRING : '"' (~["\\\r\n] | '\\' .)* ;
// Shorter than BLOCK wherever that matches, so only what has no end.
OPEN_BLOCK  : '/*' ;
// So that a stray character is reported and never dropped.
BAD     : . ;
fragment DIGITS : [0-9]+ ;
fragment EXP    : [eE] [+-]? [0-9]+ ;
