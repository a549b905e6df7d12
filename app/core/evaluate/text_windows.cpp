#include "core/evaluate/text_windows.hpp"

#include "core/base/file.hpp"
#include "core/publish/utf8_text.hpp"

#include <algorithm>

namespace quince {
namespace {

constexpr std::uint64_t longestText = std::uint64_t{256} << 20;

bool isContinuation(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

}  // namespace

Result<std::string> readText(const std::filesystem::path& path, std::uint64_t atLeast) {
    Result<File> file = File::openForReading(path);
    if (!file) {
        return std::move(file).error();
    }
    const Result<std::uint64_t> size = file->size();
    if (!size) {
        return size.error();
    }
    constexpr std::uint64_t room = 4096;  // for the end of a line
    const std::uint64_t wanted = atLeast == 0 ? *size : std::min(*size, atLeast + room);
    if (wanted > longestText) {
        return Error{ErrorCode::malformed, nameText(path) + " is longer than 256 MB", path};
    }
    std::string text(static_cast<std::size_t>(wanted), '\0');
    if (Status read = file->readAt(0, std::as_writable_bytes(std::span(text))); !read) {
        return std::move(read).error();
    }
    if (wanted < *size) {
        const std::size_t line = text.find('\n', static_cast<std::size_t>(atLeast));
        std::size_t end = line == std::string::npos ? text.size() - 1 : line + 1;
        while (end > 0 && line == std::string::npos && isContinuation(text[end])) {
            --end;
        }
        text.resize(end);
    }
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    if (text.starts_with(mark)) {
        text.erase(0, mark.size());
    }
    if (!isUtf8(text)) {
        return Error{ErrorCode::malformed, nameText(path) + " is not text in UTF-8", path};
    }
    return text;
}

WindowedText cutWindows(std::span<const std::uint32_t> tokens,
                        std::span<const std::uint32_t> prefix, std::size_t context) {
    WindowedText text;
    const std::size_t share = context - prefix.size();
    for (std::size_t begin = 0; begin < tokens.size(); begin += share) {
        const auto part = tokens.subspan(begin, std::min(share, tokens.size() - begin));
        const std::size_t length = prefix.size() + part.size();
        if (length < 2) {
            break;
        }
        text.windows.push_back({text.tokens.size(), length});
        text.tokens.insert(text.tokens.end(), prefix.begin(), prefix.end());
        text.tokens.insert(text.tokens.end(), part.begin(), part.end());
    }
    return text;
}

PassOfText passFrom(const WindowedText& text, std::size_t begin, std::size_t mostTokens) {
    PassOfText pass;
    const std::size_t first = text.windows[begin].first;
    std::size_t end = first;
    for (pass.next = begin; pass.next < text.windows.size(); ++pass.next) {
        const TextWindow& window = text.windows[pass.next];
        if (!pass.windows.empty() && window.first + window.length - first > mostTokens) {
            break;
        }
        pass.windows.push_back({window.first - first, window.length});
        end = window.first + window.length;
    }
    pass.tokens = std::span(text.tokens).subspan(first, end - first);
    return pass;
}

}  // namespace quince
