#pragma once

#include <cassert>
#include <filesystem>
#include <string>
#include <utility>
#include <variant>

namespace quince {

/// What kind of thing went wrong. The user interface chooses headline and action by it.
enum class ErrorCode {
    invalidArgument,  ///< the caller (or the person) asked for something that cannot be
    notFound,         ///< a file, folder, tensor or repo is not there
    alreadyExists,    ///< the destination is taken
    io,               ///< the operating system refused or failed
    diskFull,         ///< no space left, or a size limit was met
    malformed,        ///< a file breaks its own format
    unsupported,      ///< a well-formed thing that Quince does not handle
    mismatch,         ///< a checkpoint does not fit its architecture, or a result its plan
    network,          ///< a server cannot be reached or does not work now; later it may
    offline,          ///< the person or the environment forbids the network
    untrusted,        ///< a server, or what stands in between, is not to be believed
    unauthorized,     ///< the token is missing, invalid or not allowed to do this
    gated,            ///< access to a repo must be asked for in a browser first
    rateLimited,      ///< a server asks to wait longer than was waited
    stopped,          ///< the person stopped the work: a neutral end, not a failure
};

/// One failure: a code, one sentence for a person that names the thing and the numbers, and
/// the file or folder concerned (may be empty).
struct Error {
    ErrorCode code = ErrorCode::io;
    std::string message;
    std::filesystem::path path;

    /// The same error with "context: " in front of the message, for the way up.
    [[nodiscard]] Error within(const std::string& context) && {
        message = context + ": " + message;
        return std::move(*this);
    }
};

/// A value or an Error. Every fallible call of the core returns one; no exception crosses
/// include/quince.
template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}      // NOLINT: implicit
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit

    [[nodiscard]] bool ok() const { return m_state.index() == 0; }
    explicit operator bool() const { return ok(); }

    /// REQUIRES: ok()
    [[nodiscard]] T& value() & {
        assert(ok());
        return *std::get_if<0>(&m_state);
    }
    [[nodiscard]] const T& value() const& {
        assert(ok());
        return *std::get_if<0>(&m_state);
    }
    [[nodiscard]] T&& value() && {
        assert(ok());
        return std::move(*std::get_if<0>(&m_state));
    }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    /// REQUIRES: !ok()
    [[nodiscard]] Error& error() & {
        assert(!ok());
        return *std::get_if<1>(&m_state);
    }
    [[nodiscard]] const Error& error() const& {
        assert(!ok());
        return *std::get_if<1>(&m_state);
    }
    [[nodiscard]] Error&& error() && {
        assert(!ok());
        return std::move(*std::get_if<1>(&m_state));
    }

private:
    std::variant<T, Error> m_state;
};

/// Success without a value, or an Error.
class [[nodiscard]] Status {
public:
    Status() = default;
    Status(Error error) : m_error(std::move(error)), m_ok(false) {}  // NOLINT: implicit

    [[nodiscard]] bool ok() const { return m_ok; }
    explicit operator bool() const { return m_ok; }

    /// REQUIRES: !ok()
    [[nodiscard]] Error& error() & {
        assert(!m_ok);
        return m_error;
    }
    [[nodiscard]] const Error& error() const& {
        assert(!m_ok);
        return m_error;
    }
    [[nodiscard]] Error&& error() && {
        assert(!m_ok);
        return std::move(m_error);
    }

private:
    Error m_error;
    bool m_ok = true;
};

}  // namespace quince
