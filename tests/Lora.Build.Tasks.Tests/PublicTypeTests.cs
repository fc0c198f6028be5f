using Task = Microsoft.Build.Utilities.Task;

namespace Lora.Build.Tasks.Tests;

public sealed class PublicTypeTests
{
    [Fact]
    public void OnlyTasks_ArePublic() =>
        Assert.All(typeof(PlanStages).Assembly.GetExportedTypes(), type => Assert.True(type.IsSubclassOf(typeof(Task)), type.FullName));
}
