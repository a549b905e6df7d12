#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace hub {

/// What the name of a blob in the cache is the hash of.
enum class DigestKind {
    sha256,   ///< 64 hex digits: the bytes (large files)
    gitSha1,  ///< 40 hex digits: as git names a blob, "blob <size>\0" and the bytes (small files)
    none,     ///< anything else, as mirrors invent it: only the size can be checked
};

[[nodiscard]] DigestKind digestKindOf(std::string_view etag);

/// A hash that is fed piece by piece. With DigestKind::none it does nothing.
class Digest {
public:
    /// `size`: of the whole file, which git hashes first.
    Digest(DigestKind kind, std::uint64_t size);
    Digest(Digest&&) noexcept;
    Digest& operator=(Digest&&) noexcept;
    ~Digest();

    [[nodiscard]] DigestKind kind() const { return m_kind; }

    void add(std::span<const std::byte> bytes);
    /// Forgets what was added.
    void reset();
    /// Lower-case hex digits of all that was added; empty for DigestKind::none. Adding may go on.
    [[nodiscard]] std::string hex() const;

private:
    struct State;

    DigestKind m_kind;
    std::uint64_t m_size;
    std::unique_ptr<State> m_state;
};

}  // namespace hub
