using System.Security.Cryptography;
using System.Text;
using Lora.Testing;

namespace Lora.Sdk.Tests;

/// <summary>A base model behind a login, fetched by a real build that logs all it can: the secret goes to its server and nowhere else.</summary>
public sealed class SecretTests(SdkPackage package)
{
    private const string User = "someone", Password = "hush-hush-1234567890";

    [Fact]
    public void Login_OfAFetchedBase_IsWrittenNowhere()
    {
        var weights = "weights"u8.ToArray();
        var login = $"{User}:{Password}";
        var basic = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(login))}";
        using var server = new LoopbackServer((_, context) =>
        {
            if (context.Request.Headers["Authorization"] == basic)
            {
                LoopbackServer.SendFile(context, weights);
            }
            else
            {
                LoopbackServer.SendStatus(context, 401);
            }
        });
        var project = UserProject.WithDummyEngine(package, "secrets");
        project.Edit("critter.loraproj", "<BaseModel>model<", "<BaseModel>far<");
        project.Environment["LoraCacheDir"] = project.At("store");
        project.Environment["TMPDIR"] = Directory.CreateDirectory(project.At("tmp")).FullName;
        project.Write("bases.json", $$"""
            { "bases": { "far": { "url": "{{server.Root}}far.safetensors?signature={{Password}}",
              "sha256": "{{Convert.ToHexStringLower(SHA256.HashData(weights))}}" } } }
            """);

        project.Environment["LORA_TOKEN_127_0_0_1"] = $"{User}:wrong-{Password}";
        var printed = project.Build("-bl:first.binlog", "-v:diag").Failed();
        Assert.Contains("error LORA1035", printed);
        project.Environment["LORA_TOKEN_127_0_0_1"] = login;
        printed += project.Build("-bl:second.binlog", "-v:diag", "--no-restore").Succeeded();

        Assert.True(File.Exists(project.At($"store/bases/{Convert.ToHexStringLower(SHA256.HashData(weights))}.safetensors")));
        Assert.Contains(server.Requests, request => request.EndsWith(basic, StringComparison.Ordinal));
        // the query stands in the user's own file
        File.Delete(project.At("bases.json"));
        Secrets.AreNowhere(project.Folder, printed, Password, login, basic[6..]);
    }
}
