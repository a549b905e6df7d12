#include "core/model/scope.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>

namespace quince {
namespace {

Error notText(const Json& pattern) {
    return Error{
        ErrorCode::malformed, "a name is expected, not " + pattern.dump().substr(0, 60), {}};
}

}  // namespace

Scope::Scope(const ArchitectureFile& file, const Json& config, const TensorMap& tensors,
             std::string tensorPrefix)
    : m_file(file), m_config(config), m_tensors(tensors), m_tensorPrefix(std::move(tensorPrefix)) {}

void Scope::push(std::string name, Json value) {
    m_variables.emplace_back(std::move(name), std::move(value));
}

void Scope::pop(std::size_t count) {
    m_variables.resize(m_variables.size() - count);
}

const Json* Scope::variable(std::string_view name) const {
    const auto found = std::find_if(m_variables.rbegin(), m_variables.rend(),
                                    [&](const auto& entry) { return entry.first == name; });
    return found == m_variables.rend() ? nullptr : &found->second;
}

Result<Json> Scope::evaluate(const Json& expression) const {
    if (!expression.is_string()) {
        return expression;
    }
    const std::string& text = expression.get_ref<const std::string&>();
    auto found = m_parsed.find(text);
    if (found == m_parsed.end()) {
        Result<Expression> parsed = Expression::parse(text);
        if (!parsed) {
            return std::move(parsed).error();
        }
        found = m_parsed.emplace(text, std::move(*parsed)).first;
    }
    return found->second.evaluate(*this);
}

Result<bool> Scope::holds(const Json& entry) const {
    const auto found = entry.find("if");
    if (found == entry.end()) {
        return true;
    }
    Result<Json> value = evaluate(*found);
    if (!value) {
        return std::move(value).error();
    }
    return truthy(*value);
}

Result<std::int64_t> Scope::integer(const Json& expression) const {
    Result<Json> value = evaluate(expression);
    if (!value) {
        return std::move(value).error();
    }
    if (value->is_number_float() && value->get<double>() == std::floor(value->get<double>()) &&
        std::abs(value->get<double>()) < 9e15) {
        return static_cast<std::int64_t>(value->get<double>());
    }
    if (!value->is_number_integer()) {
        return Error{ErrorCode::mismatch,
                     expression.dump() + " is " + value->dump().substr(0, 60) +
                         " where a whole number is needed",
                     {}};
    }
    return value->get<std::int64_t>();
}

Result<Shape> Scope::shape(const Json& list) const {
    Shape shape;
    std::uint64_t elements = 1;
    for (const Json& dimension : list) {
        Result<std::int64_t> value = integer(dimension);
        if (!value) {
            return std::move(value).error();
        }
        // No tensor of a model has 2^48 elements; the bound keeps later products in range.
        constexpr std::int64_t largest = std::int64_t{1} << 48;
        if (*value < 0 || *value > largest ||
            (*value > 0 && elements > static_cast<std::uint64_t>(largest / *value))) {
            return Error{ErrorCode::mismatch,
                         "config.json leads to a dimension of " + std::to_string(*value),
                         {}};
        }
        elements *= static_cast<std::uint64_t>(std::max<std::int64_t>(*value, 1));
        shape.push_back(*value);
    }
    return shape;
}

Result<std::string> Scope::expand(const Json& pattern) const {
    if (!pattern.is_string()) {
        return notText(pattern);
    }
    const std::string& text = pattern.get_ref<const std::string&>();
    std::string result;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t open = text.find('{', at);
        const std::size_t close = text.find('}', open);
        if (open == std::string::npos || close == std::string::npos) {
            return result + text.substr(at);
        }
        result.append(text, at, open - at);
        const std::string name = text.substr(open + 1, close - open - 1);
        const Json* known = variable(name);
        Result<Json> value = known != nullptr ? Result<Json>(*known) : evaluate(Json(name));
        if (!value) {
            return std::move(value).error();
        }
        if (value->is_string()) {
            result += value->get_ref<const std::string&>();
        } else if (value->is_number_integer()) {
            result += std::to_string(value->get<std::int64_t>());
        } else {
            return notText(*value);
        }
        at = close + 1;
    }
    return result;
}

Result<std::optional<Json>> Scope::lookUp(const std::string& name) const {
    if (const Json* found = variable(name)) {
        return std::optional<Json>(*found);
    }
    const auto let = m_file.let.find(name);
    const auto key = m_config.is_object() ? m_config.find(name) : m_config.end();
    const bool inConfig = m_config.is_object() && key != m_config.end();
    if (let == m_file.let.end() && inConfig && !key->is_null()) {
        return std::optional<Json>(*key);
    }
    const auto fallback = m_file.defaults.find(name);
    if (let == m_file.let.end() && fallback == m_file.defaults.end()) {
        return inConfig ? std::optional<Json>(nullptr) : std::nullopt;
    }
    constexpr int maxDepth = 32;
    if (m_lookUpDepth == maxDepth) {
        return Error{ErrorCode::malformed, "\"" + name + "\" is defined by itself", {}};
    }
    ++m_lookUpDepth;
    Result<Json> value = (let != m_file.let.end() ? let : fallback)->second.evaluate(*this);
    --m_lookUpDepth;
    if (!value) {
        return std::move(value).error();
    }
    return std::optional<Json>(std::move(*value));
}

bool Scope::isGiven(const std::string& key) const {
    return m_config.is_object() && !m_config.value(key, Json(nullptr)).is_null();
}

bool Scope::hasTensor(const std::string& name) const {
    return m_tensors.contains(m_tensorPrefix + name);
}

bool Scope::anyTensorContains(std::string_view text) const {
    return std::any_of(m_tensors.begin(), m_tensors.end(), [&](const auto& entry) {
        return entry.first.starts_with(m_tensorPrefix) &&
               entry.first.find(text, m_tensorPrefix.size()) != std::string::npos;
    });
}

std::optional<Shape> Scope::tensorShape(const std::string& name) const {
    const auto found = m_tensors.find(m_tensorPrefix + name);
    return found == m_tensors.end() ? std::nullopt : std::optional<Shape>(found->second.shape);
}

namespace {

/// A hostile config.json must not make us count to the end of time.
constexpr std::int64_t mostRepeats = 100'000;

Status forEachFrom(Scope& scope, const Json& loops, Json::const_iterator loop,
                   const std::function<Status()>& body) {
    if (loop == loops.end()) {
        return body();
    }
    const std::string name = loop.key();
    const auto next = std::next(loop);
    const auto once = [&](Json value, std::optional<Json> to) -> Status {
        scope.push(name, std::move(value));
        if (to) {
            scope.push(name + ".to", std::move(*to));
        }
        Status status = forEachFrom(scope, loops, next, body);
        scope.pop(to ? 2 : 1);
        return status;
    };
    Result<Json> values = scope.evaluate(loop.value());
    if (!values) {
        return std::move(values).error();
    }
    if (values->is_object()) {
        for (const auto& [key, to] : values->items()) {
            if (Status status = once(key, to); !status) {
                return status;
            }
        }
        return {};
    }
    if (values->is_array()) {
        for (const Json& value : *values) {
            if (Status status = once(value, std::nullopt); !status) {
                return status;
            }
        }
        return {};
    }
    if (!values->is_number_integer() || values->get<std::int64_t>() > mostRepeats) {
        return Error{ErrorCode::mismatch,
                     loop.value().dump() + " is " + values->dump().substr(0, 60) +
                         " where a count of at most " + std::to_string(mostRepeats) + " is needed",
                     {}};
    }
    for (std::int64_t i = 0; i < values->get<std::int64_t>(); ++i) {
        if (Status status = once(i, std::nullopt); !status) {
            return status;
        }
    }
    return {};
}

}  // namespace

Status forEach(Scope& scope, const Json& loops, const std::function<Status()>& body) {
    return loops.is_object() ? forEachFrom(scope, loops, loops.begin(), body) : body();
}

}  // namespace quince
