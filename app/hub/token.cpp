#include "hub/token.hpp"

#include <algorithm>
#include <string>

namespace hub {

struct Token::Secret {
    explicit Secret(const QByteArray& source) : text(source.toStdString()) {}
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    ~Secret() {
        volatile char* bytes = text.data();  // volatile: the compiler may not leave this out
        for (std::size_t i = 0; i < text.size(); ++i) {
            bytes[i] = 0;
        }
    }

    std::string text;
};

Token Token::fromText(const QByteArray& text) {
    const QByteArray stripped = text.trimmed();
    const bool isVisible =
        std::all_of(stripped.begin(), stripped.end(), [](char c) { return c > 0x20 && c < 0x7f; });
    Token token;
    if (!stripped.isEmpty() && isVisible) {
        token.m_secret = std::make_shared<const Secret>(stripped);
    }
    return token;
}

QByteArray Token::reveal() const {
    return m_secret ? QByteArray::fromStdString(m_secret->text) : QByteArray();
}

bool operator==(const Token& left, const Token& right) {
    if (left.isEmpty() || right.isEmpty()) {
        return left.isEmpty() && right.isEmpty();
    }
    return left.m_secret->text == right.m_secret->text;
}

bool mayBeToken(QStringView text) {
    return text.trimmed().startsWith(u"hf_") && !text.contains(u'/');
}

}  // namespace hub
