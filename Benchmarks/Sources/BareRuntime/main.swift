// What starting Swift alone costs, for `compare` to hold the command's start against.
print("started")
