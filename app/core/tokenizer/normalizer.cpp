#include "core/tokenizer/normalizer.hpp"

#include <algorithm>
#include <cstdlib>
#include <utf8proc.h>

namespace quince {

struct Normalizer::Applier {
    std::string text;

    Status operator()(const Prepend& step) {
        if (!text.empty()) {
            text.insert(0, step.what);
        }
        return {};
    }

    Status operator()(const Replace& step) {
        std::string result;
        std::size_t done = 0;
        for (std::size_t at = 0; (at = text.find(step.what, done)) != std::string::npos;) {
            result.append(text, done, at - done);
            result += step.with;
            done = at + step.what.size();
        }
        result.append(text, done);
        text = std::move(result);
        return {};
    }

    Status operator()(const ReplacePattern& step) {
        std::string result;
        std::size_t done = 0;
        while (true) {
            const auto found = step.what.find(text, done);
            if (!found) {
                return found.error();
            }
            if (!*found) {
                break;
            }
            result.append(text, done, (*found)->first - done);
            result += step.with;
            done = (*found)->second;
        }
        result.append(text, done);
        text = std::move(result);
        return {};
    }

    Status operator()(const Form& form) {
        if (std::all_of(text.begin(), text.end(),
                        [](char byte) { return static_cast<unsigned char>(byte) < 0x80; })) {
            return {};  // ASCII is its own form
        }
        const bool composed = form == Form::nfc || form == Form::nfkc;
        const bool compatible = form == Form::nfkc || form == Form::nfkd;
        const auto options = static_cast<utf8proc_option_t>(
            UTF8PROC_STABLE | (composed ? UTF8PROC_COMPOSE : UTF8PROC_DECOMPOSE) |
            (compatible ? UTF8PROC_COMPAT : 0));
        utf8proc_uint8_t* made = nullptr;
        const utf8proc_ssize_t length =
            utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                         static_cast<utf8proc_ssize_t>(text.size()), &made, options);
        if (length < 0) {
            return Error{ErrorCode::malformed,
                         std::string("the text cannot be normalized: ") + utf8proc_errmsg(length),
                         {}};
        }
        text.assign(reinterpret_cast<const char*>(made), static_cast<std::size_t>(length));
        std::free(made);  // utf8proc_map allocates with malloc
        return {};
    }
};

Result<Normalizer> Normalizer::read(const TokenizerJson& json) {
    Normalizer normalizer;
    if (Status status = normalizer.add(json); !status) {
        return std::move(status).error();
    }
    return normalizer;
}

Status Normalizer::add(const TokenizerJson& json) {
    if (json.is_null()) {
        return {};
    }
    const std::string type = textAt(json, "type");
    if (type == "Sequence") {
        for (const TokenizerJson& part : partOf(json, "normalizers")) {
            if (Status status = add(part); !status) {
                return status;
            }
        }
        return {};
    }
    if (type == "Prepend") {
        m_steps.emplace_back(Prepend{textAt(json, "prepend")});
        return {};
    }
    if (type == "Replace") {
        return addReplace(json);
    }
    if (type == "NFC" || type == "NFD" || type == "NFKC" || type == "NFKD") {
        m_steps.emplace_back(type == "NFC"    ? Form::nfc
                             : type == "NFD"  ? Form::nfd
                             : type == "NFKC" ? Form::nfkc
                                              : Form::nfkd);
        return {};
    }
    return unknownPart("normalizer \"" + type + "\"");
}

Status Normalizer::addReplace(const TokenizerJson& json) {
    const TokenizerJson& pattern = partOf(json, "pattern");
    const std::string with = textAt(json, "content");
    if (const std::string regex = textAt(pattern, "Regex"); !regex.empty()) {
        Result<Regex> compiled = Regex::compile(regex);
        if (!compiled) {
            return std::move(compiled).error();
        }
        m_steps.emplace_back(ReplacePattern{*std::move(compiled), with});
        return {};
    }
    const std::string what = textAt(pattern, "String");
    if (what.empty()) {
        return brokenPart("normalizer \"Replace\"");
    }
    m_steps.emplace_back(Replace{what, with});
    return {};
}

Result<std::string> Normalizer::apply(std::string text) const {
    Applier applier{std::move(text)};
    for (const Step& step : m_steps) {
        if (Status status = std::visit(applier, step); !status) {
            return std::move(status).error();
        }
    }
    return std::move(applier.text);
}

}  // namespace quince
