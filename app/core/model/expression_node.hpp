#pragma once

#include "core/model/expression.hpp"

#include <string>
#include <vector>

namespace quince {

/// The tree that expression_parser.cpp builds and expression.cpp walks.
struct Expression::Node {
    enum class Kind {
        literal,    ///< value
        name,       ///< text
        member,     ///< children[0].text
        index,      ///< children[0][children[1]]
        call,       ///< text(children...)
        unary,      ///< text: "not", "-"
        binary,     ///< text: operator
        condition,  ///< children: then, test, otherwise
        list,       ///< [children...]
    };

    Kind kind = Kind::literal;
    std::string text;
    Json value;
    std::vector<Node> children;
};

/// Errors: malformed, with the column.
Result<Expression::Node> parseExpression(std::string_view text);

}  // namespace quince
