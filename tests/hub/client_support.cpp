#include "hub/client_support.hpp"

namespace hub::test {

HubEnvironment environmentOf(const fake::HttpServer& server) {
    HubEnvironment environment;
    environment.endpoint = server.url(fake::Origin::hub);
    environment.userAgent = "quince/test";
    return environment;
}

HttpRequest getFrom(const fake::HttpServer& server, fake::Origin origin, const QByteArray& path) {
    HttpRequest request;
    request.url = QUrl::fromEncoded(server.url(origin).toEncoded() + path);
    return request;
}

bool TestWaiter::wait(std::chrono::milliseconds time, const quince::StopToken& stop) {
    m_waits.push_back(time);
    if (onWait) {
        onWait();
    }
    m_now += time;
    return !stop.stopRequested();
}

}  // namespace hub::test
