#pragma once

#include <functional>
#include <mutex>
#include <set>
#include <string>

namespace hub {

struct HttpAnswer;

/// What the Hub warns of in its answers, "X-HF-Warning: topic; text", each topic told once
/// (huggingface_hub, utils/_http.py). May be used by several threads.
class ServerWarnings {
public:
    /// `tell` gets a text for a person, without line ends or control characters, on the thread
    /// whose request was answered, one at a time.
    explicit ServerWarnings(std::function<void(const std::string& text)> tell);

    void read(const HttpAnswer& answer);

private:
    std::function<void(const std::string& text)> m_tell;
    std::mutex m_mutex;
    std::set<std::string> m_topics;  ///< told already
};

}  // namespace hub
