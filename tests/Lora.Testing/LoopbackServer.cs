using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Lora.Testing;

/// <summary>A web server of this machine; each request is answered by a function, in order.</summary>
public sealed class LoopbackServer : IDisposable
{
    private readonly HttpListener _listener;
    private readonly ConcurrentQueue<string> _requests = new();
    private int _count;

    /// <param name="answer">Told the number of the request, from 0.</param>
    public LoopbackServer(Action<int, HttpListenerContext> answer)
    {
        while (true)
        {
            var port = FreePort();
            Root = $"http://127.0.0.1:{port}/";
            _listener = new HttpListener { Prefixes = { Root } };
            try
            {
                _listener.Start();
                break;
            }
            catch (HttpListenerException)
            {
                // somebody else was quicker
            }
        }

        _ = Serve(answer);
    }

    public string Root { get; }

    /// <summary>What was asked for: range, if-range and token.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>Answers as a server of files does: ranges of one version.</summary>
    public static void SendFile(HttpListenerContext context, byte[] file, string? etag = "\"1\"", int cutAfter = int.MaxValue)
    {
        var (request, response) = (context.Request, context.Response);
        var from = 0;
        if (request.Headers["Range"] is { } range && (request.Headers["If-Range"] is not { } version || version == etag))
        {
            from = int.Parse(range["bytes=".Length..^1]);
            response.StatusCode = from < file.Length ? 206 : 416;
            response.Headers["Content-Range"] = from < file.Length ? $"bytes {from}-{file.Length - 1}/{file.Length}" : $"bytes */{file.Length}";
        }

        if (etag is not null)
        {
            response.Headers["ETag"] = etag;
        }

        var rest = response.StatusCode == 416 ? [] : file.AsSpan(from);
        response.ContentLength64 = rest.Length;
        response.OutputStream.Write(rest[..Math.Min(cutAfter, rest.Length)]);
        response.OutputStream.Flush();
        if (cutAfter < rest.Length)
        {
            // what was written is on its way
            Thread.Sleep(50);
            response.Abort();
        }
        else
        {
            response.Close();
        }
    }

    public static void SendStatus(HttpListenerContext context, int status, string? location = null)
    {
        context.Response.StatusCode = status;
        if (location is not null)
        {
            context.Response.RedirectLocation = location;
        }

        context.Response.Close();
    }

    public void Dispose() => _listener.Close();

    private async Task Serve(Action<int, HttpListenerContext> answer)
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            var headers = context.Request.Headers;
            _requests.Enqueue($"{context.Request.Url!.AbsolutePath} {headers["Range"]} {headers["If-Range"]} {headers["Authorization"]}".Trim());
            var number = _count++;
            _ = Task.Run(() => answer(number, context));
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
