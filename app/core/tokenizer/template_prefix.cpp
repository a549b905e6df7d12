#include "core/tokenizer/template_prefix.hpp"

namespace quince {
namespace {

Status addIds(const TokenizerJson& special, std::vector<std::uint32_t>& prefix) {
    const TokenizerJson& ids = partOf(special, "ids");
    if (!ids.is_array()) {
        return brokenPart("post_processor");
    }
    for (const TokenizerJson& id : ids) {
        if (!id.is_number_unsigned() || id.get<std::uint64_t>() > 0x7FFFFFFF) {
            return brokenPart("post_processor");
        }
        prefix.push_back(id.get<std::uint32_t>());
    }
    return {};
}

Status addTemplate(const TokenizerJson& json, std::vector<std::uint32_t>& prefix) {
    const TokenizerJson& single = partOf(json, "single");
    if (!single.is_array()) {
        return brokenPart("post_processor");
    }
    for (const TokenizerJson& piece : single) {
        const TokenizerJson& special = partOf(piece, "SpecialToken");
        if (special.is_null()) {
            return {};  // the text itself
        }
        const std::string name = textAt(special, "id");
        if (Status status = addIds(partOf(partOf(json, "special_tokens"), name.c_str()), prefix);
            !status) {
            return status;
        }
    }
    return {};
}

Status add(const TokenizerJson& json, std::vector<std::uint32_t>& prefix) {
    const std::string type = textAt(json, "type");
    if (json.is_null() || type == "ByteLevel") {  // which moves offsets only
        return {};
    }
    if (type == "TemplateProcessing") {
        return addTemplate(json, prefix);
    }
    if (type != "Sequence") {
        return unknownPart("post_processor \"" + type + "\"");
    }
    for (const TokenizerJson& part : partOf(json, "processors")) {
        if (Status status = add(part, prefix); !status) {
            return status;
        }
    }
    return {};
}

}  // namespace

Result<std::vector<std::uint32_t>> readTemplatePrefix(const TokenizerJson& json) {
    std::vector<std::uint32_t> prefix;
    if (Status status = add(json, prefix); !status) {
        return std::move(status).error();
    }
    return prefix;
}

}  // namespace quince
