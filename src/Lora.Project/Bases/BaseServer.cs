using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Lora.Project;

/// <summary>The bytes that a server sends.</summary>
/// <param name="Content">From <paramref name="Offset"/> on.</param>
/// <param name="Offset">0 where the server begins anew.</param>
/// <param name="Total">Bytes of the whole file; null where the server does not say.</param>
/// <param name="Version">Its strong ETag; null where it has none.</param>
internal sealed record ServedFile(Stream Content, long Offset, long? Total, string? Version) : IDisposable
{
    public void Dispose() => Content.Dispose();
}

/// <summary>
/// Asks for a base model: follows redirects itself, so that a token goes to the host that it is for and to no other. Nothing that it says holds a token or a
/// query.
/// </summary>
internal sealed class BaseServer : IDisposable
{
    private const int MostRedirects = 10;

    private readonly BaseDownload _download;
    private readonly AuthenticationHeaderValue? _token;
    private readonly FetchLimits _limits;
    private readonly HttpClient _client;

    /// <exception cref="FetchException">What stands in the token's variable is no token.</exception>
    public BaseServer(BaseDownload download, FetchLimits limits, Func<string, string?> environment)
    {
        (_download, _limits) = (download, limits);
        _token = HostToken.For(download.Address.Uri, environment, out var problem);
        if (problem.Length > 0)
        {
            throw new FetchException(ProjectDiagnostics.BaseNotAllowed.At(problem, download.Place));
        }

        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            // a proxy is for other machines
            UseProxy = !download.Address.Uri.IsLoopback,
            ConnectTimeout = limits.Silence,
        })
        { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Asks for the bytes from an offset on, of that version.</summary>
    /// <exception cref="FetchException">Asking again would not help.</exception>
    /// <exception cref="TransientException">It may.</exception>
    public async Task<ServedFile> Open(long offset, string? version, CancellationToken cancel)
    {
        if (!_download.Address.IsNetwork)
        {
            return OpenFile();
        }

        var address = _download.Address;
        for (var redirects = 0; ; redirects++)
        {
            var response = await Ask(address, offset, version, cancel).ConfigureAwait(false);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
            {
                return await Answer(response, address, offset, cancel).ConfigureAwait(false);
            }

            response.Dispose();
            var problem = "It leads from one to the next without an end.";
            if (redirects == MostRedirects || address.Follow(location, out problem) is not { } next)
            {
                throw Failed($"{address} leads elsewhere: {problem}");
            }

            address = next;
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage> Ask(BaseAddress address, long offset, string? version, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address.Uri);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Lora.Build", null));
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        if (_token is not null && address.IsSameOrigin(_download.Address))
        {
            request.Headers.Authorization = _token;
        }

        if (offset > 0)
        {
            request.Headers.Range = new RangeHeaderValue(offset, null);
            request.Headers.IfRange = EntityTagHeaderValue.TryParse(version, out var tag) ? new RangeConditionHeaderValue(tag) : null;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(_limits.Silence);
        try
        {
            return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TransientException(string.Create(CultureInfo.InvariantCulture,
                $"{address.Uri.Host} did not answer for {_limits.Silence.TotalSeconds:0} s"));
        }
        catch (HttpRequestException error)
        {
            throw error.HttpRequestError switch
            {
                HttpRequestError.NameResolutionError => new TransientException($"the name {address.Uri.Host} is not known"),
                HttpRequestError.ConnectionError => new TransientException($"{address.Uri.Authority} cannot be reached"),
                HttpRequestError.SecureConnectionError => Failed($"{address.Uri.Host} has no certificate that this machine trusts."),
                HttpRequestError.ProxyTunnelError => Failed($"The proxy does not lead to {address.Uri.Host}."),
                _ => new TransientException($"the connection to {address.Uri.Host} broke"),
            };
        }
    }

    private async Task<ServedFile> Answer(HttpResponseMessage response, BaseAddress address, long offset, CancellationToken cancel)
    {
        var status = (int)response.StatusCode;
        var isFile = response.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent;
        if (isFile && response.Content.Headers.ContentType?.MediaType is not ("text/html" or "application/xhtml+xml"))
        {
            var range = response.Content.Headers.ContentRange;
            var begins = status == 200 ? 0 : range?.From ?? -1;
            if (begins == 0 || begins == offset)
            {
                var tag = response.Headers.ETag is { IsWeak: false } strong ? strong.Tag : null;
                var content = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
                return new ServedFile(content, begins, status == 200 ? response.Content.Headers.ContentLength : range!.Length, tag);
            }
        }

        var pause = response.Headers.RetryAfter?.Delta ?? default;
        response.Dispose();
        throw status switch
        {
            // other bytes than those asked for, or none: what is there is no part of this file
            206 or 416 when offset > 0 => new StalePartException(),
            401 or 403 when address.IsSameOrigin(_download.Address) => new FetchException(ProjectDiagnostics.BaseNotAllowed.At(
                $"{address} needs {(_token is null ? "a token, and there is none" : "another token than the one")} in the environment variable "
                + $"{_download.Address.TokenVariable} ({status}).", _download.Place)),
            200 => Failed($"{address} sends a web page, no file: it may ask for a login, which a token in {_download.Address.TokenVariable} can spare."),
            408 or 429 or 500 or 502 or 503 or 504 => new TransientException($"{address.Uri.Host} is busy ({status})", pause),
            404 or 410 => Failed($"There is no {address} ({status})."),
            _ => Failed($"{address.Uri.Host} answers with status {status} for {address}."),
        };
    }

    private ServedFile OpenFile()
    {
        var path = _download.Address.Uri.LocalPath;
        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);
            return new ServedFile(stream, 0, stream.Length, null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Failed(File.Exists(path) ? $"{_download.Address} cannot be read." : $"There is no {_download.Address}.");
        }
    }

    private FetchException Failed(string problem) => new(ProjectDiagnostics.BaseNotFetched.At(problem, _download.Place));
}
