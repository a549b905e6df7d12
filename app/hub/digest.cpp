#include "hub/digest.hpp"

#include <algorithm>
#include <array>
#include <new>

// Qt's own SHA-256 is a plain loop: 67 MB/s where OpenSSL, which uses the processor's instructions
// for it, does 1300. A resumed download hashes what is there before it goes on.
#ifdef QUINCE_OPENSSL
#include <openssl/evp.h>
#else
#include <QByteArray>
#include <QCryptographicHash>
#endif

namespace hub {
namespace {

bool isHex(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace

DigestKind digestKindOf(std::string_view etag) {
    if (etag.size() == 64 && isHex(etag)) {
        return DigestKind::sha256;
    }
    return etag.size() == 40 && isHex(etag) ? DigestKind::gitSha1 : DigestKind::none;
}

#ifdef QUINCE_OPENSSL

struct Digest::State {
    explicit State(DigestKind kind)
        : context(EVP_MD_CTX_new()),
          algorithm(kind == DigestKind::sha256 ? EVP_sha256() : EVP_sha1()) {
        if (context == nullptr) {
            throw std::bad_alloc();
        }
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() { EVP_MD_CTX_free(context); }

    void begin() { EVP_DigestInit_ex(context, algorithm, nullptr); }
    void add(std::span<const std::byte> bytes) {
        EVP_DigestUpdate(context, bytes.data(), bytes.size());
    }
    [[nodiscard]] std::string hex() const {
        State copy(*this, EVP_MD_CTX_new());
        std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
        unsigned size = 0;
        EVP_DigestFinal_ex(copy.context, digest.data(), &size);
        std::string text;
        for (unsigned i = 0; i < size; ++i) {
            constexpr std::string_view digits = "0123456789abcdef";
            text += digits[digest.at(i) >> 4];
            text += digits[digest.at(i) & 15];
        }
        return text;
    }

    EVP_MD_CTX* context;
    const EVP_MD* algorithm;

private:
    State(const State& other, EVP_MD_CTX* fresh) : context(fresh), algorithm(other.algorithm) {
        if (context == nullptr || EVP_MD_CTX_copy_ex(context, other.context) != 1) {
            EVP_MD_CTX_free(context);
            throw std::bad_alloc();
        }
    }
};

#else

struct Digest::State {
    explicit State(DigestKind kind)
        : hash(kind == DigestKind::sha256 ? QCryptographicHash::Sha256 : QCryptographicHash::Sha1) {
    }

    void begin() { hash.reset(); }
    void add(std::span<const std::byte> bytes) {
        hash.addData(QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size())));
    }
    [[nodiscard]] std::string hex() const { return hash.result().toHex().toStdString(); }

    QCryptographicHash hash;
};

#endif

Digest::Digest(DigestKind kind, std::uint64_t size) : m_kind(kind), m_size(size) {
    if (kind != DigestKind::none) {
        m_state = std::make_unique<State>(kind);
        reset();
    }
}

Digest::Digest(Digest&&) noexcept = default;
Digest& Digest::operator=(Digest&&) noexcept = default;
Digest::~Digest() = default;

void Digest::add(std::span<const std::byte> bytes) {
    if (m_state) {
        m_state->add(bytes);
    }
}

void Digest::reset() {
    if (!m_state) {
        return;
    }
    m_state->begin();
    if (m_kind == DigestKind::gitSha1) {
        const std::string header = "blob " + std::to_string(m_size);
        m_state->add(std::as_bytes(std::span(header.c_str(), header.size() + 1)));  // with the NUL
    }
}

std::string Digest::hex() const {
    return m_state ? m_state->hex() : std::string();
}

}  // namespace hub
