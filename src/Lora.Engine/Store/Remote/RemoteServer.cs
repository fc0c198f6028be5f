using System.Globalization;
using System.Net.Http.Headers;
using Lora.Project;

namespace Lora.Engine;

/// <summary>
/// Speaks to a remote cache: GET, HEAD and PUT below its address, as Bazel's HTTP protocol has it. Redirects are not followed, so that a token goes to no other
/// host. Each call blocks, until <see cref="RemoteLimits"/> or its caller ends it. Safe for threads.
/// </summary>
/// <param name="address">Without a '/' at its end.</param>
/// <param name="token">Sent with every request; null = none.</param>
/// <param name="limits">How patient.</param>
internal sealed class RemoteServer(string address, AuthenticationHeaderValue? token, RemoteLimits limits) : IDisposable
{
    private readonly Uri _address = new(address);

    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        // a proxy is for other machines
        UseProxy = !new Uri(address).IsLoopback,
        ConnectTimeout = limits.Silence,
        MaxConnectionsPerServer = 16,
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    internal string Address => address;

    /// <summary>What lies there; null where nothing does. Reading it throws as this does.</summary>
    /// <param name="path">Below the address.</param>
    /// <param name="most">Bytes at most; a longer answer is a fault.</param>
    /// <param name="stop">The caller's patience.</param>
    /// <exception cref="RemoteException">The server cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The caller's patience has ended.</exception>
    internal Stream? Get(string path, long most, CancellationToken stop)
    {
        var response = Send(HttpMethod.Get, path, null, limits.Silence, stop);
        if ((int)response.StatusCode is 404 or 410)
        {
            response.Dispose();
            return null;
        }

        if (response.Content.Headers.ContentLength > most)
        {
            response.Dispose();
            throw new RemoteException($"{Name(path)} is {SizeText.Of(response.Content.Headers.ContentLength.Value)} long there, not {SizeText.Of(most)}.");
        }

        return new RemoteStream(response, most, Name(path), limits.Silence, stop);
    }

    /// <summary>Something lies there. A server that does not tell has nothing.</summary>
    internal bool Has(string path, CancellationToken stop)
    {
        using var response = Send(HttpMethod.Head, path, null, limits.Silence, stop);
        return response.IsSuccessStatusCode;
    }

    /// <summary>Brings something there.</summary>
    internal void Put(string path, Stream content, CancellationToken stop)
    {
        using var body = new StreamContent(content, 1 << 16);
        body.Headers.ContentLength = content.Length;
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        Send(HttpMethod.Put, path, body, limits.Silence + limits.TimeFor(content.Length), stop).Dispose();
    }

    public void Dispose() => _client.Dispose();

    private HttpResponseMessage Send(HttpMethod method, string path, HttpContent? body, TimeSpan time, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, $"{address}/{path}") { Content = body };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Lora.Build", null));
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        request.Headers.Authorization = token;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(time);
        HttpResponseMessage response;
        try
        {
            response = Task.Run(() => _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token)).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new RemoteException(string.Create(CultureInfo.InvariantCulture, $"{_address.Authority} did not answer for {time.TotalSeconds:0.#} s."))
            {
                IsUnreachable = true,
            };
        }
        catch (HttpRequestException error)
        {
            throw Unreachable(error.HttpRequestError);
        }

        if (response.IsSuccessStatusCode || (method != HttpMethod.Put && (int)response.StatusCode is 404 or 410) || method == HttpMethod.Head)
        {
            return response;
        }

        using (response)
        {
            throw Refused((int)response.StatusCode, path, response.Headers.Location);
        }
    }

    private RemoteException Unreachable(HttpRequestError error) => new(error switch
    {
        HttpRequestError.NameResolutionError => $"The name {_address.Host} is not known.",
        HttpRequestError.ConnectionError => $"{_address.Authority} cannot be reached.",
        HttpRequestError.SecureConnectionError => $"{_address.Authority} has no certificate that this machine trusts.",
        HttpRequestError.ProxyTunnelError => $"The proxy does not lead to {_address.Authority}.",
        _ => $"The connection to {_address.Authority} broke.",
    })
    {
        IsUnreachable = true,
    };

    private RemoteException Refused(int status, string path, Uri? location) => new(status switch
    {
        401 or 403 => $"{_address.Authority} {(token is null ? "asks who it is: set" : "does not accept what stands in")} "
            + $"{HostToken.VariableFor(_address)} in the environment ({status}).",
        413 => $"{Name(path)} is larger than {_address.Authority} takes (413; nginx: client_max_body_size).",
        >= 300 and < 400 => $"{_address.Authority} leads elsewhere{Place(location)} ({status}); the address to use is the one where the entries lie.",
        _ => string.Create(CultureInfo.InvariantCulture, $"{_address.Authority} answers with status {status} for {Name(path)}."),
    })
    {
        IsOfThisOnly = status == 413,
    };

    // without a query, which may be a secret
    private static string Place(Uri? location) => location is { IsAbsoluteUri: true } ? $", to {location.Scheme}://{location.Authority}" : "";

    // enough to find it on the server
    private static string Name(string path) => path.Length > 20 ? path[..20] + "..." : path;
}
