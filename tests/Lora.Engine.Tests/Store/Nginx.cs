using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Lora.Testing;

namespace Lora.Engine.Tests.Store;

/// <summary>An nginx of this test, with the server that docs/cache.md shows, its places and port replaced.</summary>
internal sealed class Nginx : IDisposable
{
    private readonly TempFolder _folder = new("lora-nginx-");
    private readonly Process _process;

    internal Nginx()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs/cache.md"));
        var server = Regex.Match(page, @"```nginx\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
        var port = FreePort();
        File.WriteAllText(_folder["users"], "me:{PLAIN}secret\n");
        Directory.CreateDirectory(Data);
        string Replaced(string text, string from, string to)
        {
            Assert.Contains(from, text);
            return text.Replace(from, to, StringComparison.Ordinal);
        }

        server = Replaced(server, "listen 8080;", $"listen 127.0.0.1:{port};");
        server = Replaced(server, "/srv/lora-cache", Data);
        server = Replaced(server, "/etc/nginx/lora.htpasswd", _folder["users"]);
        string[] temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
        File.WriteAllText(_folder["nginx.conf"], $$"""
            {{(Environment.IsPrivilegedProcess ? "user root;" : "")}}
            daemon off;
            pid {{_folder["pid"]}};
            error_log {{_folder["error.log"]}};
            events { }
            http {
                access_log off;
                {{string.Join('\n', temporary.Where(name => name != "client_body").Select(name => $"{name}_temp_path {_folder[name]};"))}}
                {{server}}
            }
            """);
        _process = Process.Start(new ProcessStartInfo(Program!, ["-p", _folder.Path, "-e", _folder["error.log"], "-c", _folder["nginx.conf"]])
        {
            RedirectStandardError = true,
        })!;
        Address = $"http://127.0.0.1:{port}/lora";
        Await(port);
    }

    /// <summary>The program; null where none is installed.</summary>
    internal static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin")
        .Select(folder => Path.Combine(folder, "nginx")).FirstOrDefault(File.Exists);

    internal string Address { get; }

    /// <summary>Where its files lie.</summary>
    internal string Data => _folder["data"];

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _folder.Dispose();
    }

    private void Await(int port)
    {
        for (var begin = Stopwatch.GetTimestamp(); ; Thread.Sleep(20))
        {
            try
            {
                new TcpClient("127.0.0.1", port).Dispose();
                return;
            }
            catch (SocketException)
            {
                Assert.False(_process.HasExited, _process.HasExited ? _process.StandardError.ReadToEnd() : "");
                Assert.True(Stopwatch.GetElapsedTime(begin).TotalSeconds < 60, "nginx does not listen");
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
