using System.Security.Cryptography;
using System.Text;

namespace Lora.Engine.Tests;

/// <summary>The quickstart's base model, read where it lies, and a project of two pictures for it.</summary>
internal static class TinyModel
{
    internal static string Folder { get; } = Find();

    /// <summary>Two pictures, one epoch of one step, two prompts of two steps.</summary>
    internal static TestProject Project()
    {
        var project = new TestProject { BaseModel = Folder };
        foreach (var part in (string[])["unet", "vae", "text_encoder", "tokenizer", "scheduler"])
        {
            project.BaseModelHashes[part] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(part)));
        }

        project.Values["Trigger"] = "zorblax";
        project.Values["TrainBatchSize"] = "2";
        project.Values["MaxTrainEpochs"] = "1";
        project.Values["NetworkDim"] = "4";
        project.AddImage("images/a.png", TestImage.Png(130, 128));
        project.AddImage("images/b.png", TestImage.Png(128, 130, seed: 2), "blue body, smile");
        project.Prompts.Add(new("one", "zorblax, smile", "two eyes", 7, 128, 128, 2, 4, "ddim"));
        project.Prompts.Add(new("two", "(red body:1.2), smile", "", 8, 128, 128, 2, 4, "ddim"));
        return project;
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var model = Path.Combine(folder.FullName, "examples", "zorblax", "model");
            if (Directory.Exists(model))
            {
                return model;
            }
        }

        throw new DirectoryNotFoundException("examples/zorblax/model is not in any folder above the tests");
    }
}
