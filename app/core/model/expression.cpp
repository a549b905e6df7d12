#include "core/model/expression.hpp"

#include "core/model/expression_node.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace quince {
namespace {

using Node = Expression::Node;
using Kind = Expression::Node::Kind;

/// Walks the tree. The first mistake is kept and ends the walk: later values are null.
class Evaluator {
public:
    explicit Evaluator(const ExpressionContext& context) : m_context(context) {}

    Json walk(const Node& node) {
        if (m_error) {
            return nullptr;
        }
        switch (node.kind) {
            case Kind::literal:
                return node.value;
            case Kind::name:
                return name(node.text);
            case Kind::member:
                return member(walk(node.children[0]), node.text);
            case Kind::index:
                return index(walk(node.children[0]), walk(node.children[1]));
            case Kind::call:
                return call(node);
            case Kind::unary:
                return unary(node);
            case Kind::binary:
                return binary(node);
            case Kind::condition:
                return truthy(walk(node.children[1])) ? walk(node.children[0])
                                                      : walk(node.children[2]);
            case Kind::list: {
                Json list = Json::array();
                for (const Node& child : node.children) {
                    list.push_back(walk(child));
                }
                return list;
            }
        }
        return nullptr;
    }

    [[nodiscard]] const std::optional<Error>& error() const { return m_error; }

private:
    Json fail(std::string message, ErrorCode code = ErrorCode::mismatch) {
        if (!m_error) {
            m_error = Error{code, std::move(message), {}};
        }
        return nullptr;
    }

    Json name(const std::string& text) {
        Result<std::optional<Json>> found = m_context.lookUp(text);
        if (!found) {
            if (!m_error) {
                m_error = std::move(found).error();
            }
            return nullptr;
        }
        if (!found->has_value()) {
            return fail("config.json lacks \"" + text + "\", which this architecture needs");
        }
        return std::move(**found);
    }

    static Json member(const Json& object, const std::string& key) {
        const auto found = object.is_object() ? object.find(key) : object.end();
        return object.is_object() && found != object.end() ? *found : Json(nullptr);
    }

    Json index(const Json& list, const Json& at) {
        if (list.is_object() && at.is_string()) {
            return member(list, at.get<std::string>());
        }
        const bool isText = list.is_string();
        if ((!list.is_array() && !isText) || !at.is_number_integer()) {
            return fail("only a list or a text can be indexed, not " + list.dump().substr(0, 60));
        }
        const auto size = static_cast<std::int64_t>(
            isText ? list.get_ref<const std::string&>().size() : list.size());
        std::int64_t i = at.get<std::int64_t>();
        i = i < 0 ? i + size : i;
        if (i < 0 || i >= size) {
            return fail("a list in config.json has " + std::to_string(size) +
                        " entries where entry " + std::to_string(i) + " is needed");
        }
        const auto position = static_cast<std::size_t>(i);
        return isText ? Json(std::string(1, list.get_ref<const std::string&>()[position]))
                      : list[position];
    }

    Json unary(const Node& node) {
        Json value = walk(node.children[0]);
        if (node.text == "not") {
            return !truthy(value);
        }
        if (value.is_number_float()) {
            return -value.get<double>();
        }
        return arithmetic("-", Json(0), value);
    }

    Json binary(const Node& node) {
        Json left = walk(node.children[0]);
        if (node.text == "or" || node.text == "and") {
            const bool decided = truthy(left) == (node.text == "or");
            return decided ? left : walk(node.children[1]);
        }
        const Json right = walk(node.children[1]);
        if (m_error) {
            return nullptr;
        }
        if (node.text == "==") {
            return left == right;
        }
        if (node.text == "!=") {
            return left != right;
        }
        if (node.text == "in") {
            return contains(left, right);
        }
        if (node.text[0] == '<' || node.text[0] == '>') {
            return compare(node.text, left, right);
        }
        return arithmetic(node.text, left, right);
    }

    static Json contains(const Json& item, const Json& whole) {
        if (whole.is_array()) {
            return std::find(whole.begin(), whole.end(), item) != whole.end();
        }
        if (whole.is_object() && item.is_string()) {
            return whole.contains(item.get<std::string>());
        }
        return whole.is_string() && item.is_string() &&
               whole.get_ref<const std::string&>().find(item.get_ref<const std::string&>()) !=
                   std::string::npos;
    }

    Json compare(const std::string& op, const Json& left, const Json& right) {
        if (!left.is_number() || !right.is_number()) {
            return fail("cannot compare " + left.dump() + " " + op + " " + right.dump());
        }
        const bool less = left < right;
        const bool equal = left == right;
        if (op == "<") {
            return less;
        }
        if (op == "<=") {
            return less || equal;
        }
        return op == ">" ? !less && !equal : !less;
    }

    Json arithmetic(const std::string& op, Json left, Json right) {
        for (Json* side : {&left, &right}) {
            if (side->is_boolean()) {
                *side = side->get<bool>() ? 1 : 0;
            }
        }
        if (op == "+" && left.is_array() && right.is_array()) {
            left.insert(left.end(), right.begin(), right.end());
            return left;
        }
        if (op == "*" && left.is_array() && right.is_number_integer()) {
            return repeat(left, right.get<std::int64_t>());
        }
        if (op == "+" && left.is_string() && right.is_string()) {
            return left.get<std::string>() + right.get<std::string>();
        }
        if (!left.is_number() || !right.is_number()) {
            return fail("cannot compute " + left.dump().substr(0, 40) + " " + op + " " +
                        right.dump().substr(0, 40));
        }
        if (left.is_number_float() || right.is_number_float() || op == "/") {
            return floating(op, left.get<double>(), right.get<double>());
        }
        return integer(op, left.get<std::int64_t>(), right.get<std::int64_t>());
    }

    Json repeat(const Json& list, std::int64_t times) {
        constexpr std::int64_t most = 100'000;  // layers, not memory
        if (times * static_cast<std::int64_t>(list.size()) > most) {
            return fail("a list of more than 100000 entries");
        }
        Json result = Json::array();
        for (std::int64_t i = 0; i < times; ++i) {
            result.insert(result.end(), list.begin(), list.end());
        }
        return result;
    }

    Json floating(const std::string& op, double a, double b) {
        if (b == 0 && op != "+" && op != "-" && op != "*") {
            return fail("a division by zero");
        }
        if (op == "+") {
            return a + b;
        }
        if (op == "-") {
            return a - b;
        }
        if (op == "*") {
            return a * b;
        }
        if (op == "/") {
            return a / b;
        }
        const double floored = std::floor(a / b);
        return op == "//" ? floored : a - floored * b;
    }

    Json integer(const std::string& op, std::int64_t a, std::int64_t b) {
        std::int64_t result = 0;
        bool overflow = false;
        if (op == "+") {
            overflow = __builtin_add_overflow(a, b, &result);
        } else if (op == "-") {
            overflow = __builtin_sub_overflow(a, b, &result);
        } else if (op == "*") {
            overflow = __builtin_mul_overflow(a, b, &result);
        } else if (b == 0 || (b == -1 && a == std::numeric_limits<std::int64_t>::min())) {
            return fail("a division by zero");
        } else {
            const std::int64_t remainder = a % b;
            const bool down = remainder != 0 && (remainder < 0) != (b < 0);
            result = op == "//" ? a / b - (down ? 1 : 0) : remainder + (down ? b : 0);
        }
        return overflow ? fail("a number too large for any model") : Json(result);
    }

    Json call(const Node& node) {
        std::vector<Json> arguments;
        arguments.reserve(node.children.size());
        for (const Node& child : node.children) {
            arguments.push_back(walk(child));
        }
        return m_error ? Json(nullptr) : apply(node.text, arguments);
    }

    Json apply(const std::string& function, const std::vector<Json>& a) {
        const bool oneText = a.size() == 1 && a[0].is_string();
        if (function == "has" && oneText) {
            return m_context.hasTensor(a[0].get<std::string>());
        }
        if (function == "given" && oneText) {
            return m_context.isGiven(a[0].get<std::string>());
        }
        if (function == "any" && oneText) {
            return m_context.anyTensorContains(a[0].get<std::string>());
        }
        if (function == "dims" && oneText) {
            const std::optional<Shape> shape = m_context.tensorShape(a[0].get<std::string>());
            return shape ? Json(*shape) : Json(nullptr);
        }
        if (function == "len" && a.size() == 1) {
            return static_cast<std::int64_t>(a[0].is_string() ? a[0].get<std::string>().size()
                                                              : a[0].size());
        }
        if (function == "is_list" && a.size() == 1) {
            return a[0].is_array();
        }
        if (function == "default" && a.size() == 2) {
            return a[0].is_null() ? a[1] : a[0];
        }
        if (function == "min" || function == "max") {
            return extreme(function, a.size() == 1 && a[0].is_array() ? a[0] : Json(a));
        }
        if (function == "text" && a.size() == 1 && a[0].is_number_integer()) {
            return std::to_string(a[0].get<std::int64_t>());
        }
        if (function == "startswith" && a.size() == 2 && a[0].is_string() && a[1].is_string()) {
            return a[0].get<std::string>().starts_with(a[1].get<std::string>());
        }
        return applyToNumbers(function, a);
    }

    Json extreme(const std::string& function, const Json& values) {
        const bool numbers = std::all_of(values.begin(), values.end(),
                                         [](const Json& value) { return value.is_number(); });
        if (values.empty() || !numbers) {
            return fail(function + " needs numbers, not " + values.dump().substr(0, 60));
        }
        return function == "min" ? *std::min_element(values.begin(), values.end())
                                 : *std::max_element(values.begin(), values.end());
    }

    Json applyToNumbers(const std::string& function, const std::vector<Json>& a) {
        constexpr double largest = 9e18;
        if (function == "int" && a.size() == 1 && a[0].is_number() &&
            std::abs(a[0].get<double>()) < largest) {
            return a[0].is_number_integer() ? a[0]
                                            : Json(static_cast<std::int64_t>(a[0].get<double>()));
        }
        if (function == "round" && a.size() == 2 && a[0].is_number() && a[1].is_number_integer()) {
            const double scale = std::pow(10.0, a[1].get<double>());
            return std::nearbyint(a[0].get<double>() * scale) / scale;
        }
        if (function == "multiple" && a.size() == 2 && a[0].is_number_integer() &&
            a[1].is_number_integer() && a[1].get<std::int64_t>() > 0) {
            const auto n = a[0].get<std::int64_t>();
            const auto k = a[1].get<std::int64_t>();
            return n % k == 0 ? n : n + k - n % k;
        }
        return fail(
            "no function " + function + " of " + std::to_string(a.size()) + " such arguments",
            ErrorCode::malformed);
    }

    const ExpressionContext& m_context;
    std::optional<Error> m_error;
};

}  // namespace

Expression::Expression() : m_root(std::make_shared<const Node>()) {}

Result<Expression> Expression::parse(std::string_view text) {
    Result<Node> node = parseExpression(text);
    if (!node) {
        return std::move(node).error();
    }
    Expression expression;
    expression.m_root = std::make_shared<const Node>(std::move(*node));
    expression.m_text = std::string(text);
    return expression;
}

Result<Expression> Expression::fromJson(const Json& json) {
    if (json.is_string()) {
        return parse(json.get_ref<const std::string&>());
    }
    Expression expression;
    Node node;
    node.value = json;
    expression.m_root = std::make_shared<const Node>(std::move(node));
    expression.m_text = json.dump();
    return expression;
}

Result<Json> Expression::evaluate(const ExpressionContext& context) const {
    Evaluator evaluator(context);
    Json value = evaluator.walk(*m_root);
    if (evaluator.error()) {
        Error error = *evaluator.error();
        error.message += " (in \"" + m_text + "\")";
        return error;
    }
    return value;
}

}  // namespace quince
