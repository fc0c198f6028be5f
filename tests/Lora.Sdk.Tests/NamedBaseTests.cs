using Lora.Testing;

namespace Lora.Sdk.Tests;

/// <summary>A base model that a project calls by name.</summary>
public sealed class NamedBaseTests(SdkPackage package)
{
    [Fact]
    public void BaseNamedByPath_IsFoundInTheRegistryAboveTheProject()
    {
        var project = UserProject.WithRealEngine(package, "registry/named");
        project.Edit("critter.loraproj", $"<BaseModel>{Repository.ZorblaxModel}<", "<BaseModel>tiny<");
        project.Write("../bases.json", $$"""
            { "bases": { "tiny": {
              "path": "{{Repository.ZorblaxModel}}",
              "clipSkip": 24
            } } }
            """);

        // what the registry recommends is held against the model as if the project had written it
        var output = project.Build("-t:Validate").Failed();

        Assert.Contains("bases.json(3,3): error LORA", output);
        Assert.Contains("ClipSkip 24 is above", output);
        project.Write("../bases.json", $$"""{ "bases": { "tiny": { "path": "{{Repository.ZorblaxModel}}" } } }""");
        project.Build("-t:Validate", "--no-restore").Succeeded();
        Assert.Contains("did you mean 'tiny'?", project.Build("-t:Validate", "--no-restore", "-p:BaseModel=tinny").Failed());
    }

    [Fact]
    public void BaseNamedByUrl_IsFetchedOnceWithoutANetwork()
    {
        var project = UserProject.WithDummyEngine(package, "fetched");
        project.Edit("critter.loraproj", "<BaseModel>model<", "<BaseModel>tiny<");
        project.Environment["LoraOffline"] = "true";
        project.Environment["LoraCacheDir"] = project.At("store");
        project.Write("pool/tiny", "weights");
        project.Write("bases.json", $$"""
            { "bases": {
              "tiny": { "url": "file://{{project.At("pool/tiny")}}", "sha256": "{{Digest("weights")}}" },
              "far": { "url": "https://example.invalid/x?key=SECRET", "sha256": "{{Digest("weights2")}}" } } }
            """);

        Assert.Contains("Fetching the base model tiny from file://", project.Build("-t:Validate").Succeeded());
        Assert.True(File.Exists(project.At($"store/bases/{Digest("weights")}.safetensors")));

        Assert.DoesNotContain("Fetch", project.Build("-t:Validate", "--no-restore").Succeeded());
        var offline = project.Build("-t:Validate", "--no-restore", "-p:BaseModel=far", "-v:diag").Failed();
        Assert.Contains("error LORA1033: LoraOffline is set, and https://example.invalid/x has not been fetched", offline);
        Assert.DoesNotContain("SECRET", offline);
    }

    private static string Digest(string text) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
}
