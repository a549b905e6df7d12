#include "core/model/rules.hpp"

#include "core/model/rearrange_rules.hpp"
#include "core/model/rename_rule.hpp"
#include "core/model/rule_match.hpp"

#include <algorithm>
#include <charconv>
#include <map>

namespace quince {
namespace {

/// One pass over the rules of one file.
class RuleRunner {
public:
    RuleRunner(Scope& scope, const FindArchitecture& find, RuleSubject& subject)
        : m_scope(scope),
          m_find(find),
          m_subject(subject),
          m_tensors(subject.tensors),
          m_dropped(subject.dropped) {}

    Status run(const Json& rules) {
        for (const Json& rule : rules) {
            const Json loops = rule.is_object() ? rule.value("for", Json(nullptr)) : Json(nullptr);
            Status status = forEach(m_scope, loops, [&] { return runOnce(rule); });
            if (!status) {
                return std::move(status).error().within("rule " +
                                                        rule.value("op", std::string("?")) +
                                                        " of " + m_scope.file().name + ".json");
            }
        }
        return {};
    }

private:
    using Operation = Status (RuleRunner::*)(const Json&);

    Status runOnce(const Json& rule) {
        static const std::map<std::string, Operation> operations{
            {"drop", &RuleRunner::drop},
            {"keep", &RuleRunner::keep},
            {"drop_layers", &RuleRunner::dropLayers},
            {"rename", &RuleRunner::rename},
            {"add_prefix", &RuleRunner::addPrefix},
            {"copy", &RuleRunner::copy},
            {"within", &RuleRunner::within},
        };
        Result<bool> holds = m_scope.holds(rule);
        if (!holds || !*holds) {
            return holds ? Status() : Status(std::move(holds).error());
        }
        const auto operation = operations.find(rule.value("op", std::string()));
        if (operation == operations.end()) {
            return rearrange(m_scope, rule, m_subject);
        }
        return (this->*operation->second)(rule);
    }

    void forget(const std::string& name, bool isExtraLayer = false) {
        const auto found = m_tensors.find(name);
        const std::uint64_t bytes = elementCount(found->second.shape) *
                                    static_cast<std::uint64_t>(traits(found->second.dtype).bits) /
                                    8;
        m_dropped.bytes += bytes;
        if (isExtraLayer || name.find("mtp") != std::string::npos) {
            m_dropped.furtherBytes += bytes;
            m_dropped.further.push_back(name);
        } else {
            m_dropped.names.push_back(name);
        }
        m_tensors.erase(found);
    }

    Status drop(const Json& rule) {
        Result<std::vector<std::string>> names = namesOf(m_scope, rule, m_tensors);
        if (!names) {
            return std::move(names).error();
        }
        for (const std::string& name : *names) {
            forget(name);
        }
        return {};
    }

    Status keep(const Json& rule) {
        Result<std::vector<std::string>> kept = namesOf(m_scope, rule, m_tensors);
        if (!kept) {
            return std::move(kept).error();
        }
        std::vector<std::string> others;
        for (const auto& [name, tensor] : m_tensors) {
            if (!std::binary_search(kept->begin(), kept->end(), name)) {
                others.push_back(name);
            }
        }
        for (const std::string& name : others) {
            forget(name);
        }
        return {};
    }

    Status dropLayers(const Json& rule) {
        Result<std::string> prefix = m_scope.expand(rule.value("prefix", Json(nullptr)));
        Result<std::int64_t> from = m_scope.integer(rule.value("from", Json(nullptr)));
        if (!prefix || !from) {
            return prefix ? std::move(from).error() : std::move(prefix).error();
        }
        std::vector<std::string> names;
        for (const auto& [name, tensor] : m_tensors) {
            std::int64_t layer = -1;
            if (name.starts_with(*prefix)) {
                std::from_chars(name.data() + prefix->size(), name.data() + name.size(), layer);
            }
            if (layer >= *from) {
                names.push_back(name);
            }
        }
        for (const std::string& name : names) {
            forget(name, true);
        }
        return {};
    }

    Status rename(const Json& rule) { return renameRule(m_scope, rule, m_tensors); }

    Status addPrefix(const Json& rule) {
        Result<std::string> prefix = m_scope.expand(rule.value("prefix", Json(nullptr)));
        if (!prefix) {
            return std::move(prefix).error();
        }
        const Json exempt = rule.value("unless_prefix", Json(*prefix));
        Result<RuleMatch> match = RuleMatch::read(m_scope, Json{{"prefix", exempt}});
        if (!match) {
            return std::move(match).error();
        }
        std::vector<std::string> names;
        for (const auto& [name, tensor] : m_tensors) {
            if (!match->matches(name)) {
                names.push_back(name);
            }
        }
        for (const std::string& name : names) {
            if (Status status = renameTensor(m_tensors, name, *prefix + name); !status) {
                return status;
            }
        }
        return {};
    }

    Status copy(const Json& rule) {
        Result<std::string> from = m_scope.expand(rule.value("from", Json(nullptr)));
        Result<std::string> to = m_scope.expand(rule.value("to", Json(nullptr)));
        if (!from || !to) {
            return from ? std::move(to).error() : std::move(from).error();
        }
        const auto found = m_tensors.find(*from);
        if (found != m_tensors.end()) {
            const MappedTensor tensor = found->second;
            m_tensors.emplace(*to, tensor);
        }
        return {};
    }

    Status within(const Json& rule) {
        Result<std::string> prefix = m_scope.expand(rule.value("prefix", Json(nullptr)));
        Result<Within> inner = resolveWithin(m_scope, rule, m_find);
        if (!prefix || !inner) {
            return prefix ? std::move(inner).error() : std::move(prefix).error();
        }
        if (!prefix->ends_with('.')) {
            *prefix += '.';
        }
        TensorMap part;
        for (auto it = m_tensors.begin(); it != m_tensors.end();) {
            const auto next = std::next(it);
            if (it->first.starts_with(*prefix)) {
                auto node = m_tensors.extract(it);
                node.key() = node.key().substr(prefix->size());
                part.insert(std::move(node));
            }
            it = next;
        }
        RuleSubject subject{part, m_subject.decoded, m_dropped};
        const std::size_t before = m_dropped.names.size();
        const std::size_t furtherBefore = m_dropped.further.size();
        Status status = applyRules(*inner->file, inner->config, m_find, subject);
        for (std::size_t i = before; i < m_dropped.names.size(); ++i) {
            m_dropped.names[i].insert(0, *prefix);
        }
        for (std::size_t i = furtherBefore; i < m_dropped.further.size(); ++i) {
            m_dropped.further[i].insert(0, *prefix);
        }
        while (!part.empty()) {
            auto node = part.extract(part.begin());
            node.key() = *prefix + node.key();
            m_tensors.insert(std::move(node));
        }
        return status;
    }

    Scope& m_scope;
    const FindArchitecture& m_find;
    RuleSubject& m_subject;
    TensorMap& m_tensors;
    Dropped& m_dropped;
};

}  // namespace

Result<Within> resolveWithin(const Scope& scope, const Json& entry, const FindArchitecture& find) {
    Result<Json> config =
        entry.contains("config") ? scope.evaluate(entry["config"]) : Result<Json>(scope.config());
    Result<Json> type = scope.evaluate(entry.value("architecture", Json(nullptr)));
    if (!config || !type) {
        return config ? std::move(type).error() : std::move(config).error();
    }
    if (!config->is_object()) {
        return Error{ErrorCode::mismatch,
                     "config.json lacks the object " + entry.value("config", Json("?")).dump(),
                     {}};
    }
    const std::string name = type->is_string() ? type->get<std::string>() : type->dump();
    const ArchitectureFile* file = find(name);
    if (file == nullptr) {
        return Error{ErrorCode::unsupported,
                     "the inner architecture \"" + name + "\" is not one that Quince knows",
                     {}};
    }
    const Json with = entry.value("with", Json::object());
    for (const auto& [key, value] : with.items()) {
        Result<Json> result = scope.evaluate(value);
        if (!result) {
            return std::move(result).error();
        }
        (*config)[key] = std::move(*result);
    }
    return Within{file, std::move(*config)};
}

Status applyRules(const ArchitectureFile& file, const Json& config, const FindArchitecture& find,
                  RuleSubject& subject) {
    Scope scope(file, config, subject.tensors);
    return RuleRunner(scope, find, subject).run(file.rules);
}

}  // namespace quince
