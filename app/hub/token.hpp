#pragma once

#include <QByteArray>
#include <QStringView>

#include <memory>

namespace hub {

/// A secret of the Hub ("hf_..."). Cheap to copy; the copies share one buffer, which is overwritten
/// when the last of them goes. It cannot be printed: whoever needs the text says so by `reveal`.
/// Thread-safe as far as it is not assigned to.
class Token {
public:
    /// No token: nothing is sent.
    Token() = default;

    /// Surrounding white space and line ends are taken off; nothing left, or a character that
    /// cannot stand in a header, means no token.
    [[nodiscard]] static Token fromText(const QByteArray& text);

    [[nodiscard]] bool isEmpty() const { return m_secret == nullptr; }

    /// The text itself, a deep copy. For the Authorization header and the keychain, nothing else.
    [[nodiscard]] QByteArray reveal() const;

    friend bool operator==(const Token& left, const Token& right);

    template <typename Stream>
    friend Stream& operator<<(Stream&, const Token&) = delete;

private:
    struct Secret;
    std::shared_ptr<const Secret> m_secret;
};

/// Whether a text that somebody typed looks like a token: then it must not be sent or kept as
/// anything else. No id and hardly a word of a search begins so.
[[nodiscard]] bool mayBeToken(QStringView text);

}  // namespace hub
