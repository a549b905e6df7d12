#include "core/publish/card_usage.hpp"

#include "core/publish/markdown.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace quince {
namespace {

/// As one word of a shell, whatever it holds.
std::string shellWord(const std::string& text) {
    const auto isPlain = [](unsigned char c) {
        return std::isalnum(c) != 0 ||
               std::string_view("_@%+=:,./-").find(static_cast<char>(c)) != std::string_view::npos;
    };
    if (!text.starts_with('-') && std::all_of(text.begin(), text.end(), isPlain)) {
        return text;
    }
    std::string word = "'";
    for (const char c : text) {
        word += c == '\'' ? "'\\''" : std::string(1, c);
    }
    return word + "'";
}

}  // namespace

std::string firstShellWord(std::string_view text) {
    std::string word;
    bool isQuoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\'') {
            isQuoted = !isQuoted;
        } else if (!isQuoted && (text[i] == ' ' || text[i] == '\n')) {
            break;
        } else if (!isQuoted && text[i] == '\\' && i + 1 < text.size()) {
            word += text[++i];
        } else {
            word += text[i];
        }
    }
    return word;
}

std::string usageSection(const CardUsage& usage) {
    const bool known = !usage.publisher.empty();
    const std::string id = known ? usage.publisher + "/" + usage.name : usage.name;
    std::string out = usageHeading;
    out += "\n**LM Studio**: put this folder into the models folder as ";
    out += known ? codeSpan(id) + ", or search for " + codeSpan(id) + " once it is on the Hub,"
                 : "`<publisher>/<name>`";
    out += " and load it.\n\n";
    out += usage.seesImages ? "**mlx-vlm**" : "**mlx-lm**";
    out += known ? ":\n\n" : ", in the folder that holds this one:\n\n";
    out += usage.seesImages ? "```sh\npip install mlx-vlm\nmlx_vlm"
                            : "```sh\npip install mlx-lm\nmlx_lm";
    out += usageModelFlag + shellWord(id);
    out += usage.seesImages ? " --image photo.jpg --prompt \"Describe this image.\"\n```\n"
                            : " --prompt \"Hello\"\n```\n";
    return out;
}

}  // namespace quince
