#include "core/model/expression_node.hpp"

#include <array>
#include <cctype>
#include <charconv>
#include <utility>

namespace quince {
namespace {

using Node = Expression::Node;
using Kind = Expression::Node::Kind;

struct Token {
    enum class Kind { end, number, text, name, symbol };
    Kind kind = Kind::end;
    std::string text;
    std::size_t column = 0;
};

bool isNameStart(char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_';
}
bool isNamePart(char c) {
    return isNameStart(c) || std::isdigit(static_cast<unsigned char>(c));
}

class Parser {
public:
    explicit Parser(std::string_view text) : m_text(text) { advance(); }

    Result<Node> run() {
        Node node = condition();
        if (!m_failed && m_token.kind != Token::Kind::end) {
            fail("'" + m_token.text + "' is not expected");
        }
        if (m_failed) {
            return Error{ErrorCode::malformed, m_message, {}};
        }
        return node;
    }

private:
    /// A file from a stranger must not exhaust the stack.
    static constexpr int maxDepth = 64;

    void fail(const std::string& what) {
        if (!m_failed) {
            m_failed = true;
            m_message = "expression \"" + std::string(m_text) + "\", column " +
                        std::to_string(m_token.column + 1) + ": " + what;
        }
        m_token = Token{};
        m_at = m_text.size();
    }

    void advance() {
        while (m_at < m_text.size() && std::isspace(static_cast<unsigned char>(m_text[m_at]))) {
            ++m_at;
        }
        m_token = Token{Token::Kind::end, "", m_at};
        if (m_at >= m_text.size()) {
            return;
        }
        const char c = m_text[m_at];
        const std::size_t start = m_at;
        if (std::isdigit(static_cast<unsigned char>(c))) {
            m_token.kind = Token::Kind::number;
            while (m_at < m_text.size() && (isNamePart(m_text[m_at]) || m_text[m_at] == '.' ||
                                            (m_text[m_at] == '-' && m_text[m_at - 1] == 'e'))) {
                ++m_at;
            }
        } else if (isNameStart(c)) {
            m_token.kind = Token::Kind::name;
            while (m_at < m_text.size() && isNamePart(m_text[m_at])) {
                ++m_at;
            }
        } else if (c == '\'') {
            const std::size_t close = m_text.find('\'', m_at + 1);
            if (close == std::string_view::npos) {
                fail("the text has no closing '");
                return;
            }
            m_token = Token{Token::Kind::text,
                            std::string(m_text.substr(m_at + 1, close - m_at - 1)), start};
            m_at = close + 1;
            return;
        } else {
            m_token.kind = Token::Kind::symbol;
            static constexpr std::array<std::string_view, 5> pairs{"==", "!=", "<=", ">=", "//"};
            m_at += 1;
            for (std::string_view pair : pairs) {
                if (m_text.substr(start, 2) == pair) {
                    m_at = start + 2;
                }
            }
        }
        m_token.text = std::string(m_text.substr(start, m_at - start));
    }

    [[nodiscard]] bool at(std::string_view text) const {
        return (m_token.kind == Token::Kind::symbol || m_token.kind == Token::Kind::name) &&
               m_token.text == text;
    }

    bool take(std::string_view text) {
        if (!at(text)) {
            return false;
        }
        advance();
        return true;
    }

    void expect(std::string_view text) {
        if (!take(text)) {
            fail("'" + std::string(text) + "' is missing");
        }
    }

    static Node binaryNode(std::string op, Node left, Node right) {
        Node node;
        node.kind = Kind::binary;
        node.text = std::move(op);
        node.children.push_back(std::move(left));
        node.children.push_back(std::move(right));
        return node;
    }

    Node condition() {
        if (++m_depth > maxDepth) {
            fail("too deeply nested");
        }
        Node value = orExpression();
        if (take("if")) {
            Node node;
            node.kind = Kind::condition;
            node.children.push_back(std::move(value));
            node.children.push_back(orExpression());
            expect("else");
            node.children.push_back(m_failed ? Node{} : condition());
            value = std::move(node);
        }
        --m_depth;
        return value;
    }

    Node orExpression() {
        Node left = andExpression();
        while (take("or")) {
            left = binaryNode("or", std::move(left), andExpression());
        }
        return left;
    }

    Node andExpression() {
        Node left = notExpression();
        while (take("and")) {
            left = binaryNode("and", std::move(left), notExpression());
        }
        return left;
    }

    Node negation(Node inner) {
        Node node;
        node.kind = Kind::unary;
        node.text = "not";
        node.children.push_back(std::move(inner));
        return node;
    }

    Node notExpression() {
        if (!take("not")) {
            return comparison();
        }
        if (++m_depth > maxDepth) {
            fail("too deeply nested");
        }
        Node node = negation(m_failed ? Node{} : notExpression());
        --m_depth;
        return node;
    }

    Node comparison() {
        Node left = sum();
        for (std::string_view op : {"==", "!=", "<=", ">=", "<", ">", "in"}) {
            if (take(op)) {
                left = binaryNode(std::string(op), std::move(left), sum());
                break;
            }
        }
        if (at("not")) {
            advance();
            expect("in");
            left = negation(binaryNode("in", std::move(left), sum()));
        }
        return left;
    }

    Node sum() {
        Node left = product();
        while (at("+") || at("-")) {
            std::string op = m_token.text;
            advance();
            left = binaryNode(std::move(op), std::move(left), product());
        }
        return left;
    }

    Node product() {
        Node left = unary();
        while (at("*") || at("/") || at("//") || at("%")) {
            std::string op = m_token.text;
            advance();
            left = binaryNode(std::move(op), std::move(left), unary());
        }
        return left;
    }

    Node unary() {
        if (take("-")) {
            Node node;
            node.kind = Kind::unary;
            node.text = "-";
            node.children.push_back(postfix());
            return node;
        }
        return postfix();
    }

    Node postfix() {
        Node node = primary();
        while (!m_failed) {
            if (take(".")) {
                Node member;
                member.kind = Kind::member;
                if (m_token.kind != Token::Kind::name) {
                    fail("a name is missing after '.'");
                    return node;
                }
                member.text = m_token.text;
                advance();
                member.children.push_back(std::move(node));
                node = std::move(member);
            } else if (take("[")) {
                Node index;
                index.kind = Kind::index;
                index.children.push_back(std::move(node));
                index.children.push_back(condition());
                expect("]");
                node = std::move(index);
            } else {
                break;
            }
        }
        return node;
    }

    std::vector<Node> arguments(std::string_view close) {
        std::vector<Node> list;
        if (take(close)) {
            return list;
        }
        do {
            list.push_back(condition());
        } while (take(",") && !m_failed);
        expect(close);
        return list;
    }

    Node primary() {
        Node node;
        const Token token = m_token;
        if (token.kind == Token::Kind::number) {
            advance();
            return number(token);
        }
        if (token.kind == Token::Kind::text) {
            advance();
            node.value = token.text;
            return node;
        }
        if (token.kind == Token::Kind::name) {
            advance();
            if (token.text == "true" || token.text == "false") {
                node.value = token.text == "true";
            } else if (token.text != "null") {
                const bool isCall = take("(");
                node.kind = isCall ? Kind::call : Kind::name;
                node.text = token.text;
                if (isCall) {
                    node.children = arguments(")");
                }
            }
            return node;
        }
        if (take("(")) {
            node = condition();
            expect(")");
            return node;
        }
        if (take("[")) {
            node.kind = Kind::list;
            node.children = arguments("]");
            return node;
        }
        fail(token.kind == Token::Kind::end ? "it ends too early"
                                            : "'" + token.text + "' is not expected");
        return node;
    }

    Node number(const Token& token) {
        Node node;
        const char* first = token.text.data();
        const char* last = first + token.text.size();
        std::int64_t integer = 0;
        if (const auto [end, error] = std::from_chars(first, last, integer);
            error == std::errc() && end == last) {
            node.value = integer;
            return node;
        }
        Json parsed = Json::parse(token.text, nullptr, false);
        if (!parsed.is_number()) {
            fail("'" + token.text + "' is not a number");
            return node;
        }
        node.value = std::move(parsed);
        return node;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    Token m_token;
    int m_depth = 0;
    bool m_failed = false;
    std::string m_message;
};

}  // namespace

Result<Expression::Node> parseExpression(std::string_view text) {
    return Parser(text).run();
}

}  // namespace quince
