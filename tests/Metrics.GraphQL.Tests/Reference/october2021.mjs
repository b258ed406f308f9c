// The reference has moved on since the October 2021 edition. What it added to introspection since is taken away here,
// so that it judges the edition this engine implements.
import * as graphql from 'graphql';
import { Parser } from 'graphql/language/parser.js';

const { __Type, __Directive, __Schema, __DirectiveLocation } = graphql;

delete __Type.getFields().isOneOf;
delete __Directive.getFields().isDeprecated;
delete __Directive.getFields().deprecationReason;
__Schema.getFields().directives.args = [];
__Schema.getFields().directives.resolve = (schema) => schema.getDirectives();
__DirectiveLocation._values = __DirectiveLocation.getValues().filter((v) => v.name !== 'DIRECTIVE_DEFINITION');
graphql.GraphQLDeprecatedDirective.locations =
  graphql.GraphQLDeprecatedDirective.locations.filter((l) => l !== 'DIRECTIVE_DEFINITION');

export const buildSchema = (sdl) => {
  const built = graphql.buildSchema(sdl);
  return new graphql.GraphQLSchema({
    ...built.toConfig(),
    directives: built.getDirectives().filter((d) => d.name !== 'oneOf'),
  });
};

// Descriptions on operations, fragments and variables are not in that edition's grammar.
class October2021Parser extends Parser {
  undescribed(parse) {
    if (this.peekDescription()) throw this.unexpected();
    return parse();
  }
  parseOperationDefinition() { return this.undescribed(() => super.parseOperationDefinition()); }
  parseFragmentDefinition() { return this.undescribed(() => super.parseFragmentDefinition()); }
  parseVariableDefinition() { return this.undescribed(() => super.parseVariableDefinition()); }
}

export const parse = (text) => new October2021Parser(text).parseDocument();

export const rules = graphql.specifiedRules.filter((rule) => rule.name !== 'MaxIntrospectionDepthRule');
