namespace Lora.Sdk.Tests;

/// <summary>Two projects in one folder, with the same pictures and different triggers and ranks.</summary>
public sealed class TwoProjectsTests(SdkPackage package)
{
    [Fact]
    public void Solution_TrainsEachLoraWithItsOwnCaptionsAndRank()
    {
        var project = UserProject.WithRealEngine(package, "two", "<NetworkDim>4</NetworkDim>", "<Prompt Include=\"p\" Text=\"zorblax\" Steps=\"1\" />");
        project.Environment.Remove(SdkPackage.Processors);
        project.WriteReal("other.loraproj", "<Trigger>gizmo</Trigger><NetworkDim>8</NetworkDim>", "<Prompt Include=\"p\" Text=\"gizmo, smile\" Steps=\"1\" />");
        project.Write("all.slnx", """
            <Solution>
              <Project Path="critter.loraproj" Type="5B7F3C1E-2D86-4C0A-9E57-10A0B11D0001" />
              <Project Path="other.loraproj" Type="5B7F3C1E-2D86-4C0A-9E57-10A0B11D0001" />
            </Solution>
            """);
        project.Environment["LoraCacheDir"] = project.At("store");

        Assert.DoesNotContain(": warning MSB", project.Build("all.slnx").Succeeded());

        var (critter, other) = (project.Metadata("bin/critter-1.0.0.safetensors"), project.Metadata("bin/other-1.0.0.safetensors"));
        Assert.Equal(("4", "8"), (critter["ss_network_dim"], other["ss_network_dim"]));
        Assert.Contains("zorblax", critter["ss_tag_frequency"]);
        Assert.DoesNotContain("gizmo", critter["ss_tag_frequency"]);
        Assert.Contains("gizmo", other["ss_tag_frequency"]);
        Assert.DoesNotContain("zorblax", other["ss_tag_frequency"]);
        Assert.Equal(["critter", "other"], Directory.GetDirectories(project.At("bin/samples")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Empty(Directory.GetFiles(project.At("obj")));

        Assert.Contains($"Samples: {project.At("bin/samples/other/grid.png")}", project.Run("run", "--project", "other.loraproj", "--no-build").Succeeded());

        // what one has made is no business of the other
        project.Run("clean", "critter.loraproj", "-nologo").Succeeded();
        Assert.False(File.Exists(project.At("bin/critter-1.0.0.safetensors")));
        project.Build("other.loraproj", "--no-restore", "-question").Succeeded();
        project.Build("critter.loraproj", "--no-restore").Succeeded();
        Assert.True(File.Exists(project.At("bin/critter-1.0.0.safetensors")));
        project.Build("other.loraproj", "--no-restore", "-question").Succeeded();
    }
}
