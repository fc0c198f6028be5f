// what a reader allocates is counted for the whole process
[assembly: CollectionBehavior(DisableTestParallelization = true)]
